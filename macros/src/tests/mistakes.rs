//! One mistake at a time: what is said, and which tokens it points at.
//!
//! `mistakes.txt` holds models and their errors. `LAYERPROOF_BLESS=1 cargo test -p layerproof-macros` writes the
//! errors anew; read the difference before committing it.

use super::errors;

#[test]
fn read_as_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/mistakes.txt");
    let expected = std::fs::read_to_string(path).expect("mistakes.txt");
    let mut found = String::new();
    for line in expected.lines() {
        if line.starts_with("# ") {
            found.extend([line, "\n"]);
        }
        if let Some(source) = line.strip_prefix("> ") {
            found.extend(["\n> ", source, "\n"]);
            for (tokens, message) in errors(source) {
                found.extend(["  ", &tokens, "\n    ", &message.replace('\n', "\n    "), "\n"]);
            }
        }
    }
    if std::env::var_os("LAYERPROOF_BLESS").is_some() {
        std::fs::write(path, found).expect("mistakes.txt");
        return;
    }
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}
