//! One mistake at a time: what is said, and which tokens it points at.
//!
//! `mistakes.txt` holds models and their errors, `graph_mistakes.txt` graphs. `LAYERPROOF_BLESS=1 cargo test -p
//! layerproof-macros` writes the errors anew; read the difference before committing it.

use super::{errors, graph_errors};

#[test]
fn read_as_written_down() {
    check("mistakes.txt", errors);
}

#[test]
fn of_graphs_read_as_written_down() {
    check("graph_mistakes.txt", graph_errors);
}

fn check(file: &str, errors: fn(&str) -> Vec<(String, String)>) {
    let path = format!("{}/src/tests/{file}", env!("CARGO_MANIFEST_DIR"));
    let expected = std::fs::read_to_string(&path).expect(file);
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
        std::fs::write(path, found).expect(file);
        return;
    }
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}
