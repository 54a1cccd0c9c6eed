//! Prediction and training without std and without an allocator: `tests/no_std` is built and run.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("no_std")
}

fn build(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("no_std/Cargo.toml"))
        .arg("--target-dir")
        .arg(target())
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs the program and returns what it printed.
fn run(profile: &str) -> String {
    let output = Command::new(target().join(profile).join("layerproof-no-std"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "see `main` for the step of this code");
    String::from_utf8(output.stdout).unwrap()
}

// One test, because all steps share the target folder.
#[test]
fn a_program_without_an_allocator_predicts_and_learns() {
    for arguments in [&["--features", "train"][..], &[]] {
        let output = build(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        let printed = run("debug");
        assert!(
            printed.contains("dense_1  Dense<8, Relu>          8          24"),
            "{printed}"
        );
    }
    let program = std::fs::read(target().join("debug/layerproof-no-std")).unwrap();
    assert!(!program.windows(12).any(|bytes| bytes == b"__rust_alloc"));

    // The proof holds only if a use of `alloc` would have been refused.
    let output = build(&["--features", "alloc"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("no global memory allocator found"), "{errors}");

    // A program that trains in a build that cannot: one error a mistake, and it names the feature.
    let output = build(&["--features", "draw"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors.matches("error[").count(), 2, "{errors}");
    assert_eq!(
        errors.matches("needs the feature `train` of layerproof").count(),
        2,
        "{errors}"
    );
}
