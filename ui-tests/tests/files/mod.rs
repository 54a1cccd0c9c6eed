//! The mistakes of `fail/`, as files: the program, what is said of it, and how it is mended.
#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

/// One mistake: `fail/<topic>/<name>.rs` and the `.stderr` beside it.
///
/// Comments in the program say what the file alone cannot:
///
/// - `// mend: Dense<0> => Dense<1>`, once or more: what to write instead (or `nothing`), checked by compiling it;
/// - `// mistakes: 4`, where it is not one;
/// - `// rustc: why`, where the words are rustc's and nothing can be done about it.
pub(crate) struct Mistake {
    path: PathBuf,
    pub(crate) program: String,
    pub(crate) stderr: String,
}

impl Mistake {
    /// `fail/topic/name.rs`
    pub(crate) fn path(&self) -> String {
        let parts: Vec<_> = self.path.components().rev().take(3).collect();
        let parts: Vec<_> = parts
            .iter()
            .rev()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }

    pub(crate) fn topic(&self) -> String {
        let folder = self.path.parent().and_then(Path::file_name).unwrap();
        folder.to_string_lossy().into_owned()
    }

    /// `a kernel larger than its input`
    pub(crate) fn title(&self) -> String {
        self.path.file_stem().unwrap().to_string_lossy().replace('_', " ")
    }

    /// What stands after `// key: `.
    fn notes(&self, key: &str) -> impl Iterator<Item = &str> {
        let start = format!("// {key}: ");
        self.program.lines().filter_map(move |line| line.strip_prefix(&start))
    }

    pub(crate) fn expected_errors(&self) -> usize {
        self.notes("mistakes").next().map_or(1, |count| count.parse().unwrap())
    }

    pub(crate) fn is_worded_by_rustc(&self) -> bool {
        self.why_rustc().is_some()
    }

    pub(crate) fn why_rustc(&self) -> Option<&str> {
        self.notes("rustc").next()
    }

    /// A report that lists everything that is wrong with a file of weights.
    pub(crate) fn is_long(&self) -> bool {
        self.topic() == "weights"
    }

    /// What to write, and what instead.
    pub(crate) fn mends(&self) -> Vec<(&str, &str)> {
        self.notes("mend")
            .map(|mend| {
                mend.split_once(" => ")
                    .unwrap_or_else(|| panic!("{}: `{mend}`", self.path()))
            })
            .collect()
    }

    /// The program without the comments about it.
    pub(crate) fn bare_program(&self) -> String {
        let is_note = |line: &&str| {
            let notes = ["// mend: ", "// mistakes: ", "// rustc: "];
            notes.iter().any(|note| line.starts_with(note))
        };
        let lines: Vec<&str> = self.program.lines().filter(|line| !is_note(line)).collect();
        lines.join("\n") + "\n"
    }

    /// What the compiler says, one text an error.
    pub(crate) fn errors(&self) -> Vec<String> {
        let mut errors: Vec<String> = Vec::new();
        for line in self.stderr.lines() {
            if line.starts_with("error") {
                errors.push(String::new());
            }
            if let Some(error) = errors.last_mut() {
                error.push_str(line);
                error.push('\n');
            }
        }
        errors
    }
}

/// All of them, in the order of their paths.
pub(crate) fn mistakes() -> Vec<Mistake> {
    let mut paths = Vec::new();
    for topic in fs::read_dir("fail").unwrap() {
        for file in fs::read_dir(topic.unwrap().path()).unwrap() {
            paths.push(file.unwrap().path());
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let read = |path: PathBuf| Mistake {
        program: fs::read_to_string(&path).unwrap(),
        stderr: fs::read_to_string(path.with_extension("stderr")).unwrap(),
        path,
    };
    paths.into_iter().map(read).collect()
}
