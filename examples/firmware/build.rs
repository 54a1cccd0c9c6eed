//! The data and, for the comparison, the weights as C arrays.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use layerproof_rules::safetensors::File;

const MODELS: [&str; 4] = ["xor", "overweight", "digits_mlp", "digits_cnn"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    digits(&out)?;
    if env::var_os("CARGO_FEATURE_C").is_some() {
        baseline(&out)?;
    }
    Ok(())
}

/// The digits as bytes: 64 pixels of 0 to 16, then the class.
fn digits(out: &Path) -> Result<(), Box<dyn Error>> {
    let file = "../data/digits.csv.gz";
    println!("cargo::rerun-if-changed={file}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(fs::File::open(file)?).read_to_string(&mut text)?;
    let numbers = text.lines().skip(1).flat_map(|line| line.split(','));
    let bytes: Vec<u8> = numbers.map(str::parse).collect::<Result<_, _>>()?;
    Ok(fs::write(out.join("digits.bin"), bytes)?)
}

fn baseline(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut gcc = cc::Build::new();
    gcc.compiler("arm-none-eabi-gcc").no_default_flags(true).include(out);
    for flag in [
        "-mcpu=cortex-m4",
        "-mthumb",
        "-mfloat-abi=hard",
        "-mfpu=fpv4-sp-d16",
        "-O3",
        "-Wall",
    ] {
        gcc.flag(flag);
    }
    for section in ["-ffunction-sections", "-fdata-sections"] {
        gcc.flag(section);
    }
    for model in MODELS {
        println!("cargo::rerun-if-changed=c/{model}.c");
        let weights = format!("../weights/{model}.safetensors");
        println!("cargo::rerun-if-changed={weights}");
        fs::write(out.join(model).with_extension("h"), arrays(&fs::read(weights)?)?)?;
        gcc.file(format!("c/{model}.c"));
    }
    gcc.compile("models");
    // The C library's own expf and tanhf.
    let libm = gcc
        .get_compiler()
        .to_command()
        .arg("-print-file-name=libm.a")
        .output()?;
    let libm = PathBuf::from(String::from_utf8(libm.stdout)?.trim());
    let folder = libm.parent().ok_or("no libm.a")?;
    println!("cargo::rustc-link-search={}", folder.display());
    println!("cargo::rustc-link-lib=static=m");
    println!("cargo::rustc-link-lib=static=c");
    Ok(())
}

/// `static const float dense_1_kernel[2][8] = {…};`
fn arrays(file: &[u8]) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    for tensor in File::open(file)?.tensors() {
        let name: String = tensor.name.chars().map(|c| if c == '.' { '_' } else { c }).collect();
        let sizes: String = tensor.shape.iter().map(|size| format!("[{size}]")).collect();
        write!(text, "static const float {name}{sizes} = ")?;
        let (numbers, _) = tensor.data.as_chunks::<4>();
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        nested(&mut text, &tensor.shape, &numbers)?;
        text.push_str(";\n");
    }
    Ok(text)
}

fn nested(text: &mut String, sizes: &[usize], numbers: &[f32]) -> std::fmt::Result {
    text.push('{');
    match sizes {
        [_, inner @ ..] if !inner.is_empty() => {
            for part in numbers.chunks(inner.iter().product()) {
                nested(text, inner, part)?;
                text.push(',');
            }
        }
        // Nine digits are enough for every f32.
        _ => numbers.iter().try_for_each(|number| write!(text, "{number:.9e}f,"))?,
    }
    text.push('}');
    Ok(())
}
