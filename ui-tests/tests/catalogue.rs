//! `docs/errors.md` is made of `fail/`: `LAYERPROOF_BLESS=1 cargo test -p layerproof-ui-tests --test catalogue` writes it
//! anew. And every mend in it compiles.

mod files;
mod weights;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use files::{Mistake, mistakes};

/// The folders of `fail/` in the order of the catalogue, with what they are about.
const TOPICS: [(&str, &str, &str); 8] = [
    (
        "grammar",
        "How a model is written",
        "The struct, its layers, their names, and what belongs between them.",
    ),
    (
        "arguments",
        "Arguments",
        "What stands in a layer's angle brackets, other than sizes.",
    ),
    (
        "sizes",
        "Sizes",
        "A size is a literal, a constant, a const expression in braces, or a type of `typenum`.",
    ),
    (
        "shapes",
        "Layers that do not fit",
        "The same rule is applied to literals by the macro and to constants by the compiler, so that `cargo check` tells both.",
    ),
    ("graphs", "Graphs", "Values, layers and calls of `functional!`."),
    (
        "pairing",
        "Losses, metrics and optimisers",
        "Which loss and which metric fits which end of a model.",
    ),
    (
        "data",
        "Samples, targets and other models",
        "What goes into `predict`, `fit` and `evaluate`, and what comes out.",
    ),
    (
        "weights",
        "Files of weights",
        "What `weights = \"…\"` finds while compiling.",
    ),
];

const HEAD: &str = "\
# Every mistake and its mend

Each entry is a program of `ui-tests/fail/`: the compiler's own words, and what to write instead. The file is made of them
by `LAYERPROOF_BLESS=1 cargo test -p layerproof-ui-tests --test catalogue`, and the same test without that variable fails
where it is stale, or where a mend does not compile. What rustc adds below a trait bound (the place of the bound in this crate) is
left out here.

";

#[test]
fn is_what_the_compiler_says() {
    let path = Path::new("../docs/errors.md");
    let found = catalogue(&mistakes());
    if std::env::var_os("LAYERPROOF_BLESS").is_some() {
        fs::write(path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(
            found, expected,
            "docs/errors.md is stale; the top of this test says how to make it anew"
        );
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

fn catalogue(all: &[Mistake]) -> String {
    let of = |topic: &str| -> Vec<&Mistake> {
        let mistakes = all.iter().filter(|mistake| mistake.topic() == topic);
        mistakes.collect()
    };
    let mut text = HEAD.to_owned();
    for (topic, title, _) in TOPICS {
        let anchor = title.to_lowercase().replace(',', "").replace(' ', "-");
        let count = of(topic).len();
        writeln!(text, "- [{title}](#{anchor}): {count} mistakes").unwrap();
    }
    let left = all.iter().filter(|mistake| mistake.is_worded_by_rustc()).count();
    let count: usize = TOPICS.iter().map(|(topic, ..)| of(topic).len()).sum();
    writeln!(
        text,
        "\n{count} mistakes, of which {left} are left to rustc's own words, with the reason beside them."
    )
    .unwrap();
    for (topic, title, about) in TOPICS {
        writeln!(text, "\n## {title}\n\n{about}").unwrap();
        for mistake in of(topic) {
            entry(mistake, &mut text);
        }
    }
    text
}

fn entry(mistake: &Mistake, text: &mut String) {
    let title = mistake.title();
    let mut letters = title.chars();
    let first = letters.next().unwrap().to_uppercase();
    writeln!(text, "\n### {first}{}\n\n```text", letters.as_str()).unwrap();
    for line in shown(&mistake.errors().concat()) {
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    writeln!(text, "```\n").unwrap();
    if let Some(why) = mistake.why_rustc() {
        writeln!(text, "These are rustc's own words: {why}.\n").unwrap();
    }
    for (wrong, right) in mistake.mends() {
        match right.trim() {
            "nothing" => writeln!(text, "- leave out `{}`", wrong.trim()).unwrap(),
            right => writeln!(text, "- `{}` becomes `{right}`", wrong.trim()).unwrap(),
        }
    }
    if mistake.mends().is_empty() {
        assert!(mistake.topic() == "weights", "{} has no mend", mistake.path());
        writeln!(
            text,
            "- give the file what the list says, or the model what the file has"
        )
        .unwrap();
    }
}

/// An error without what rustc adds about the inside of the crate.
fn shown(error: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut is_inside = false;
    for line in error.lines() {
        let starts = line.starts_with("note: ") || line.starts_with("help: ") || line.starts_with("error");
        if starts {
            is_inside = line.starts_with("note: required by") || line.starts_with("note: method defined here");
        }
        let is_about_a_trait = line.contains("= help: the trait `") || line.contains("= note: this error originates");
        if !is_inside && !is_about_a_trait && !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// One program with each mended one as a module: compiled at once.
#[test]
fn every_mend_compiles() {
    weights::write();
    let mut program = "#![allow(warnings)]\n".to_owned();
    for mistake in mistakes() {
        if mistake.mends().is_empty() {
            continue;
        }
        let mut mended = mistake.bare_program();
        for (wrong, right) in mistake.mends() {
            assert!(mended.contains(wrong), "{} has no `{wrong}`", mistake.path());
            let right = if right.trim() == "nothing" { "" } else { right };
            mended = mended.replacen(wrong, right, 1);
        }
        let name = mistake.path().replace(['/', '.'], "_");
        writeln!(program, "mod {name} {{\n{mended}}}").unwrap();
    }
    program.push_str("fn main() {}\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("mended.rs");
    fs::write(&path, program).unwrap();
    trybuild::TestCases::new().pass(path);
}
