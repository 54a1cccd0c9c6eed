//! Writes the header, `digits.h`.

#[path = "src/model.rs"]
mod model;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=src/model.rs");
    std::fs::write(
        "digits.h",
        layerproof_c::header::<model::DigitsCnn>("digits").to_string(),
    )
}
