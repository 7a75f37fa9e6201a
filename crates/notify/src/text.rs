//! What text messages say.

use tenantry_domain::notification::TextMessage;

use crate::brand::Brand;
use crate::rendering::in_words;

/// One sentence, short enough for one message of the network.
pub(crate) fn words(message: &TextMessage, brand: &Brand) -> String {
    let validity = in_words(message.valid_for);
    format!("{} is your {} code, good for {validity}.", message.code.expose(), brand.name)
}
