//! A model as a C library: `examples/c` is built, linked to its C program by the system's compiler, and run.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use layerproof::kernels::Plain;
use layerproof::prelude::*;

// As in `examples/c/src/model.rs`.
sequential! {
    struct DigitsCnn {
        Input<8, 8, 1>,
        Conv2d<16, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Conv2d<32, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Flatten,
        Dropout<0.25>,
        Dense<10, Softmax>,
    }
    weights = "../examples/weights/digits_cnn.safetensors",
}

const STRICT: [&str; 5] = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("c")
}

/// Runs to the end, and returns what was printed.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn c_compiler() -> Command {
    let mut compiler = Command::new("cc");
    compiler.args(["-I"]).arg(examples().join("c"));
    compiler
}

/// The header's macros.
fn sizes(header: &str) -> impl Fn(&str) -> usize {
    move |name| {
        let start = format!("#define DIGITS_{name} ");
        let line = header.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("no {name} in {header}")).parse().unwrap()
    }
}

/// The lines of the file of digits, and their pixels.
fn digits() -> (String, Vec<[[[f32; 1]; 8]; 8]>) {
    let file = fs::File::open(examples().join("data/digits.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let (_, lines) = text.split_once('\n').unwrap();
    let pixels = lines.lines().map(|line| {
        let mut ink = line.split(',').map(|number| number.parse::<f32>().unwrap() / 16.0);
        [(); 8].map(|()| [(); 8].map(|()| [ink.next().unwrap()]))
    });
    (lines.to_owned(), pixels.collect())
}

// One test, because all steps need the library.
#[test]
fn a_c_program_gets_the_bits_that_rust_gets() {
    let header_file = examples().join("c/digits.h");
    let header = fs::read_to_string(&header_file).unwrap();
    run(Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(target())
        .current_dir(examples().join("c")));
    let written = fs::read_to_string(&header_file).unwrap();
    assert_eq!(written, header, "the header was not the model's; it is now");

    let size = sizes(&header);
    assert_eq!(
        (size("INPUT_HEIGHT"), size("INPUT_WIDTH"), size("INPUT_CHANNELS")),
        (8, 8, 1)
    );
    assert_eq!((size("INPUT_LEN"), size("OUTPUT_LEN")), (64, 10));
    assert_eq!((size("PARAMS"), size("MACS")), (DigitsCnn::PARAMS, DigitsCnn::MACS));
    assert_eq!(size("FLASH_BYTES"), DigitsCnn::FLASH_BYTES);
    assert_eq!(size("SCRATCH_BYTES"), DigitsCnn::SCRATCH_BYTES);

    // No library beside C's own is named: the model needs none.
    let program = target().join("digits");
    run(c_compiler()
        .args(STRICT)
        .arg("-O2")
        .arg(examples().join("c/main.c"))
        .arg(target().join("release/libdigits.a"))
        .arg("-o")
        .arg(&program));
    let (lines, pixels) = digits();
    let printed = ask(&program, lines);
    let mut answers = printed.lines();
    for x in &pixels {
        let numbers = answers.next().unwrap().split(' ').map(|number| number.parse().unwrap());
        let from_c: Vec<f32> = numbers.collect();
        // The library is built for every CPU, without fused multiply-add.
        let here = layerproof::__private::predict_at(DigitsCnn::TRAINED, Plain, x);
        assert_eq!(from_c, here);
    }
    let last = answers.next().unwrap();
    assert!(
        last.ends_with("right, a network of 6090 parameters in 24384 bytes"),
        "{last}"
    );

    // Neither an allocator nor the machinery of a panic was linked.
    let symbols = run(Command::new("nm").arg(&program)).to_lowercase();
    assert!(symbols.contains("digits_predict"));
    for word in ["alloc", "panic", "unwind"] {
        assert!(!symbols.contains(word), "{word} in {symbols}");
    }
}

/// What the program prints of some lines.
fn ask(program: &Path, lines: String) -> String {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Both pipes would fill up if one thread first wrote everything and then read.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What a compiler says of a program that is given on the standard input.
fn compiles(compiler: &mut Command, program: &str) -> (bool, String) {
    let mut child = compiler
        .args(["-c", "-o", "/dev/null", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

fn call_with(numbers: usize) -> String {
    format!(
        "#include \"digits.h\"\n#include \"digits.h\"\n\
         float input[{numbers}], output[DIGITS_OUTPUT_LEN];\n\
         void call(void);\n\
         void call(void) {{ digits_predict(input, output); }}\n"
    )
}

#[test]
fn an_array_that_is_too_short_is_a_warning_of_gcc() {
    let version = run(Command::new("cc").arg("--version"));
    let gcc = |numbers| compiles(c_compiler().args(STRICT).args(["-O2", "-x", "c"]), &call_with(numbers));
    let (right, errors) = gcc(64);
    assert!(right, "{errors}");
    // Other compilers do not look at the sizes of parameters.
    if version.contains("Free Software Foundation") {
        let (right, errors) = gcc(63);
        assert!(
            !right && errors.contains("reading 256 bytes from a region of size 252"),
            "{errors}"
        );
    }
}

#[test]
fn the_header_is_one_of_c_plus_plus_too() {
    // `.ci/run` installs the compiler; elsewhere there may be none.
    if Command::new("c++").arg("--version").output().is_err() {
        eprintln!("no C++ compiler: not tried");
        return;
    }
    let mut compiler = Command::new("c++");
    compiler.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-x", "c++", "-I"]);
    let (right, errors) = compiles(compiler.arg(examples().join("c")), &call_with(64));
    assert!(right, "{errors}");
}
