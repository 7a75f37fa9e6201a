use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rstest::rstest;
use tenantry_domain::id::{InstallationId, TenantId};
use tenantry_domain::restore::{Ending, EndingKind};
use time::macros::datetime;
use uuid::Uuid;

use super::*;

const AT: time::OffsetDateTime = datetime!(2026-03-01 12:00:00.123_456 UTC);
const ABOUT: About =
    About { installation: InstallationId::new(Uuid::from_u128(9)), exported_at: AT };

fn endings() -> Vec<Ending> {
    let ending = |(number, kind): (u128, EndingKind)| Ending {
        kind,
        tenant: kind.lies_in_a_tenant().then(|| TenantId::new(Uuid::from_u128(7))),
        id: Uuid::from_u128(number),
        at: AT,
    };
    (1..).zip(EndingKind::ALL).map(ending).collect()
}

fn write(path: &Path, endings: &[Ending]) {
    let mut writer = RevocationPlace::take(Some(path)).unwrap().begin(ABOUT).unwrap();
    writer.add(endings).unwrap();
    writer.finish().unwrap();
}

fn read(path: &Path) -> Vec<Ending> {
    let mut file = RevocationFile::open(path).unwrap();
    let mut all = Vec::new();
    loop {
        let batch = file.batch().unwrap();
        if batch.is_empty() {
            return all;
        }
        all.extend(batch);
    }
}

fn refusal(path: &Path) -> String {
    RevocationFile::open(path).err().unwrap().to_string()
}

#[test]
fn what_was_written_is_read_again_and_nobody_else_can_read_it() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    fs::write(&path, "what was there before").unwrap();
    write(&path, &endings());
    assert_eq!(read(&path), endings());
    let file = RevocationFile::open(&path).unwrap();
    assert_eq!((file.about(), file.count()), (ABOUT, 14));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn many_are_read_a_little_at_a_time() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    let many: Vec<Ending> = endings().into_iter().cycle().take(2500).collect();
    write(&path, &many);
    let mut file = RevocationFile::open(&path).unwrap();
    assert_eq!(file.batch().unwrap().len(), 1000);
    assert_eq!(read(&path), many);
}

#[test]
fn the_file_is_lines_of_json_that_hold_names_and_moments_alone() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    write(&path, &endings()[..2]);
    let expected = r#"{"format":"tenantry revocations","version":2,"installation":"00000000-0000-0000-0000-000000000009","exported_at":"2026-03-01T12:00:00.123456Z"}
{"kind":"service_credential_revoked","id":"00000000-0000-0000-0000-000000000001","at":"2026-03-01T12:00:00.123456Z"}
{"kind":"api_key_revoked","tenant":"00000000-0000-0000-0000-000000000007","id":"00000000-0000-0000-0000-000000000002","at":"2026-03-01T12:00:00.123456Z"}
{"count":2}
"#;
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn the_file_before_stays_until_the_new_one_is_whole() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    write(&path, &endings());
    let mut writer = RevocationPlace::take(Some(&path)).unwrap().begin(ABOUT).unwrap();
    writer.add(&endings()[..1]).unwrap();
    assert_eq!(read(&path), endings());
    drop(writer);
    assert_eq!(read(&path), endings());
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn of_two_exports_at_once_the_second_is_refused_and_disturbs_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    let first = RevocationPlace::take(Some(&path)).unwrap();
    let refusal = RevocationPlace::take(Some(&path)).err().unwrap().to_string();
    assert!(refusal.contains("another export"), "{refusal}");
    let mut writer = first.begin(ABOUT).unwrap();
    assert!(RevocationPlace::take(Some(&path)).is_err());
    writer.add(&endings()).unwrap();
    writer.finish().unwrap();
    assert_eq!(read(&path), endings());
    write(&path, &endings()[..2]);
    assert_eq!(read(&path), endings()[..2]);
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn what_an_export_left_that_was_killed_becomes_the_next_ones() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    let draft = place.path().join(".revocations.draft");
    fs::write(&draft, "half of a file that is longer than what takes its place\n".repeat(99))
        .unwrap();
    write(&path, &endings()[..2]);
    assert_eq!(read(&path), endings()[..2]);
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_draft_that_stands_for_another_file_is_not_written() {
    let place = tempfile::tempdir().unwrap();
    let (path, other) = (place.path().join("revocations"), place.path().join("other"));
    fs::write(&other, "something else").unwrap();
    std::os::unix::fs::symlink(&other, place.path().join(".revocations.draft")).unwrap();
    let refused = RevocationPlace::take(Some(&path)).err().unwrap().to_string();
    assert!(refused.contains(".revocations.draft"), "{refused}");
    assert_eq!(fs::read_to_string(&other).unwrap(), "something else");
}

#[test]
fn a_name_that_stands_for_a_file_elsewhere_goes_on_doing_so() {
    let (place, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (path, file) = (place.path().join("revocations"), elsewhere.path().join("file"));
    fs::write(&file, "what was there before").unwrap();
    std::os::unix::fs::symlink(&file, &path).unwrap();
    write(&path, &endings());
    assert!(path.is_symlink());
    assert_eq!(read(&file), endings());
}

#[test]
fn what_is_no_file_is_not_replaced_by_one() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("revocations");
    fs::create_dir(&folder).unwrap();
    assert!(RevocationPlace::take(Some(&folder)).is_err());
    assert!(RevocationPlace::take(Some(Path::new("/dev/null"))).is_err());
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn wherever_a_file_is_cut_off_it_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let (whole, cut) = (place.path().join("whole"), place.path().join("cut"));
    write(&whole, &endings()[..3]);
    let text = fs::read(&whole).unwrap();
    // Without its last line feed alone nothing of it is missing.
    for length in 0..text.len() - 1 {
        fs::write(&cut, &text[..length]).unwrap();
        assert!(RevocationFile::open(&cut).is_err(), "{length}");
    }
    let lines: Vec<&str> = std::str::from_utf8(&text).unwrap().lines().collect();
    fs::write(&cut, lines[..3].join("\n") + "\n").unwrap();
    assert!(refusal(&cut).contains("cut off"));
}

#[rstest]
#[case::empty("", "cut off")]
#[case::something_else("CREATE TABLE users;\n", "line 1 does not say")]
#[case::other_json("{}\n", "line 1 does not say")]
#[case::other_format("HEAD2\n{\"count\":0}\n", "something else")]
#[case::of_no_installation(
    "{\"format\":\"tenantry revocations\",\"version\":2,\"exported_at\":\"AT\"}\n{\"count\":0}\n",
    "line 1 does not say"
)]
#[case::earlier_version(
    "{\"format\":\"tenantry revocations\",\"version\":1,\"exported_at\":\"AT\"}\n{\"count\":0}\n",
    "another version"
)]
#[case::later_version_that_says_more(
    "{\"format\":\"tenantry revocations\",\"version\":3,\"node\":7}\n{\"count\":0}\n",
    "another version"
)]
#[case::of_an_installation_that_has_no_name(
    "{\"format\":\"tenantry revocations\",\"version\":2,\"installation\":\"x\",\"exported_at\":\"AT\"}\n",
    "names no installation"
)]
#[case::later_version("HEAD3\n{\"count\":0}\n", "another version")]
#[case::too_few("HEAD\n{\"count\":1}\n", "another number of lines")]
#[case::unknown_kind(
    "HEAD\n{\"kind\":\"x\",\"id\":\"ID\",\"at\":\"AT\"}\n{\"count\":1}\n",
    "line 2 is of a kind"
)]
#[case::no_tenant(
    "HEAD\n{\"kind\":\"api_key_revoked\",\"id\":\"ID\",\"at\":\"AT\"}\n{\"count\":1}\n",
    "tenant too many or too few"
)]
#[case::no_id(
    "HEAD\n{\"kind\":\"user_deleted\",\"id\":\"x\",\"at\":\"AT\"}\n{\"count\":1}\n",
    "names nothing"
)]
#[case::no_moment(
    "HEAD\n{\"kind\":\"user_deleted\",\"id\":\"ID\",\"at\":\"x\"}\n{\"count\":1}\n",
    "no moment"
)]
#[case::more("HEAD\n{\"count\":0,\"more\":1}\n", "line 2 is not understood")]
#[case::behind_the_end("HEAD\n{\"count\":0}\n{\"count\":0}\n", "line 3 stands behind")]
fn what_is_not_understood_is_refused(#[case] text: &str, #[case] words: &str) {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("revocations");
    let head = |format, version| {
        format!(
            r#"{{"format":"{format}","version":{version},"installation":"ID","exported_at":"2026-03-01T12:00:00Z"}}"#
        )
    };
    let text = text
        .replace("HEAD2", &head("else", 2))
        .replace("HEAD3", &head("tenantry revocations", 3))
        .replace("HEAD", &head("tenantry revocations", 2))
        .replace("ID", "00000000-0000-0000-0000-000000000001")
        .replace("AT", "2026-03-01T12:00:00Z");
    fs::write(&path, text).unwrap();
    let refusal = refusal(&path);
    assert!(refusal.contains(words), "{refusal}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    assert!(refusal(Path::new("/nowhere/revocations")).contains("/nowhere/revocations"));
    let outcome = RevocationPlace::take(Some(Path::new("/nowhere/revocations")));
    assert!(outcome.err().unwrap().to_string().contains("/nowhere/revocations"));
}
