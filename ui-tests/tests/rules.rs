//! What every error has to keep to, checked over all `.stderr` files.

mod files;

use files::{Mistake, mistakes};

/// Words of the inside, which no reader of an error should have to know.
const INSIDE: [&str; 12] = [
    "nalgebra",
    "typenum",
    "Matrix<",
    "ArrayStorage",
    "Const<",
    "__",
    "PhantomData",
    "Nobody",
    "bytemuck",
    "Zeroable",
    "UInt<",
    "Sequential<(",
];

/// Lines on a terminal, without the empty one between two errors.
fn lines(error: &str) -> usize {
    error.lines().filter(|line| !line.is_empty()).count()
}

fn check(mistake: &Mistake, broken: &mut Vec<String>) {
    let mut complain = |what: String| broken.push(format!("{}: {what}", mistake.path()));
    let errors = mistake.errors();
    if errors.len() != mistake.expected_errors() {
        complain(format!(
            "{} errors for {} mistakes",
            errors.len(),
            mistake.expected_errors()
        ));
    }
    for error in &errors {
        // What rustc adds to a trait bound cannot be switched off; see `docs/errors.md`.
        let is_long = mistake.is_long() || mistake.is_worded_by_rustc();
        let limit = if error.starts_with("error[E0277]") { 20 } else { 12 };
        if lines(error) > limit && !is_long {
            complain(format!("{} lines, where {limit} are allowed", lines(error)));
        }
        let is_ours = error.starts_with("error: ") || error.starts_with("error[E0080]");
        if is_ours && !error.contains("help: ") && !is_long {
            complain("no help".to_owned());
        }
        // A program that itself writes `typenum::U8` reads of it.
        let inside = INSIDE.iter().filter(|word| !mistake.program.contains(**word));
        let inside: Vec<_> = inside.collect();
        for line in error
            .lines()
            .filter(|line| !is_source(line) && !line.trim_start().starts_with("-->"))
        {
            for word in &inside {
                if names(line, word) && !mistake.is_worded_by_rustc() {
                    complain(format!("`{word}` in: {}", line.trim()));
                }
            }
        }
    }
}

/// Whether a line has a word, lines of underscores under a program not counted.
fn names(line: &str, word: &str) -> bool {
    let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    match word {
        "__" => parts.any(|part| part.contains("__") && part.contains(char::is_alphanumeric)),
        word => line.contains(word),
    }
}

/// A line of the user's own program, which has its number before the bar.
fn is_source(line: &str) -> bool {
    line.split_once('|')
        .is_some_and(|(number, _)| number.trim().parse::<usize>().is_ok())
}

#[test]
fn every_error_is_one_short_and_speaks_of_the_model() {
    let mut broken = Vec::new();
    for mistake in mistakes() {
        check(&mistake, &mut broken);
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Where rustc words an error and nothing can be done about it, the file says so, and why.
#[test]
fn few_errors_are_left_to_rustc() {
    let all = mistakes();
    let left = all.iter().filter(|mistake| mistake.is_worded_by_rustc()).count();
    assert!(left * 10 <= all.len(), "{left} of {}", all.len());
}
