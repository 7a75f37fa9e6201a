//! Names that a million remembered keys have in common, kept once.

use std::sync::{PoisonError, RwLock};

use tenantry_domain::api_key::ResourceType;
use tenantry_domain::authentication::ApiKeyFacts;

/// An installation allows a handful. What is beyond is kept by each key itself, and not weighed.
const MOST: usize = 256;

/// The resource types that were seen so far.
#[derive(Default)]
pub(crate) struct SharedResourceTypes(RwLock<Vec<ResourceType>>);

impl SharedResourceTypes {
    /// The same facts, with the one name that all of its kind share.
    pub(crate) fn shared_by(&self, facts: ApiKeyFacts) -> ApiKeyFacts {
        let resource_type = self.known(&facts.resource_type).unwrap_or(facts.resource_type);
        ApiKeyFacts { resource_type, ..facts }
    }

    fn known(&self, named: &ResourceType) -> Option<ResourceType> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = known.iter().find(|each| *each == named) {
            return Some(shared.clone());
        }
        if known.len() >= MOST {
            return None;
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Two may have come here with the same name: then it is kept twice, which harms nobody.
        if known.len() < MOST {
            known.push(named.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_from_the_second_time_on() {
        let types = SharedResourceTypes::default();
        let (inference, storage) =
            (ResourceType::stored("inference"), ResourceType::stored("storage"));
        assert_eq!(types.known(&inference), None);
        assert_eq!(types.known(&ResourceType::stored("inference")), Some(inference));
        assert_eq!(types.known(&storage), None);
        assert_eq!(types.known(&storage), Some(storage.clone()));
    }

    #[test]
    fn of_too_many_names_the_last_ones_are_not_shared() {
        let types = SharedResourceTypes::default();
        for number in 0..=MOST {
            assert_eq!(types.known(&ResourceType::stored(number.to_string())), None);
        }
        let named = |number: usize| types.known(&ResourceType::stored(number.to_string()));
        assert!(named(MOST - 1).is_some());
        assert!(named(MOST).is_none());
    }
}
