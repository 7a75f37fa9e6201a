//! What is founded with a tenant, and where its logo may be.

use proptest::prelude::*;

use super::*;
use crate::organization::OrganizationName;

#[test]
fn a_founded_tenants_first_organization_has_its_name() {
    let founding = Founding::of_tenant(name("Acme"), None, &*ids(), &*secrets());
    assert_eq!(founding.organization.name.as_str(), "Acme");
    assert_eq!(founding.organization.description, None);
    assert_eq!(founding.organization.referral_code.as_str().len(), 10);
}

#[test]
fn a_tenant_founded_around_an_organization_has_its_name() {
    let organization = OrganizationName::new("Acme").unwrap();
    let founding = Founding::of_organization(organization.clone(), &*ids(), &*secrets());
    assert_eq!((founding.name, founding.organization.name), (name("Acme"), organization));
    assert_eq!(founding.logo, None);
}

#[test]
fn everything_that_is_founded_has_an_identifier_of_its_own() {
    let founding = Founding::of_tenant(name("Acme"), None, &*ids(), &*secrets());
    let mut all = vec![
        founding.tenant.uuid(),
        founding.founder_member.uuid(),
        founding.organization.id.uuid(),
        founding.organization.owner_member.uuid(),
    ];
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[rstest]
#[case::as_long_as_may_be(&"ä".repeat(100), &"ä".repeat(100))]
#[case::longer(&"ä".repeat(101), &"ä".repeat(100))]
#[case::the_longest(&"ä".repeat(255), &"ä".repeat(100))]
#[case::blank_at_first(&format!("{}Acme", " ".repeat(120)), "Acme")]
fn the_first_organizations_name_is_the_tenants_as_far_as_it_fits(
    #[case] tenant: &str,
    #[case] organization: &str,
) {
    let founding = Founding::of_tenant(name(tenant), None, &*ids(), &*secrets());
    assert_eq!(founding.name.as_str(), tenant);
    assert_eq!(founding.organization.name.as_str(), organization);
}

#[rstest]
#[case("https://acme.example/logo.png")]
#[case("http://acme.example")]
#[case("https://acme.example:8443/logo?size=2#top")]
fn a_logo_is_at_a_web_address(#[case] text: &str) {
    assert_eq!(LogoUrl::new(text).unwrap().as_str(), text);
}

#[rstest]
#[case::nothing("")]
#[case::relative("/logo.png")]
#[case::a_script("javascript:alert(1)")]
#[case::data("data:image/png;base64,AAAA")]
#[case::a_file("file:///etc/passwd")]
#[case::no_host("https://")]
#[case::a_space("https://acme.example/my logo.png")]
#[case::a_line_break("https://acme.example/\nlogo.png")]
#[case::too_long(&format!("https://acme.example/{}", "x".repeat(2048)))]
#[case::without_slashes("https:/acme.example/logo.png")]
#[case::with_a_name_and_a_password("https://ada:s3cret@acme.example/logo.png")]
#[case::with_markup(r#"https://acme.example/"><script>"#)]
#[case::with_a_backslash(r"https://acme\@other.example/")]
fn a_logo_is_nowhere_else(#[case] text: &str) {
    assert_eq!(LogoUrl::new(text), Err(InvalidLogoUrl));
}

proptest! {
    #[test]
    fn every_tenants_name_makes_a_sound_organizations_name(text in "\\PC{1,255}") {
        if let Ok(tenant) = TenantName::new(text) {
            let organization = OrganizationName::of_tenant(&tenant);
            prop_assert_eq!(OrganizationName::new(organization.as_str()), Ok(organization.clone()));
        }
    }
}
