//! Weights that come while the program runs: whole ones load, damaged ones change nothing.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use layerproof::prelude::*;
use layerproof_firmware::device::{self, Line};
use layerproof_firmware::models::Overweight;

static FILE: &[u8; 476] = include_bytes!("../../../weights/overweight.safetensors");

#[entry]
fn main() -> ! {
    let mut model = Overweight::zeros();
    let mut fine = model.load_from(FILE).is_ok() && model == *Overweight::TRAINED;

    let (mut refused, mut loaded) = (0, 0);
    let mut bytes = *FILE;
    for place in 0..FILE.len() {
        for flip in [1, 0x20, 0x80, 0xff] {
            if let (Some(byte), Some(was)) = (bytes.get_mut(place), FILE.get(place)) {
                *byte = was ^ flip;
            }
            let mut model = Overweight::zeros();
            if model.load_from(&bytes).is_ok() {
                loaded += 1;
                fine &= holds(&model, &bytes);
            } else {
                refused += 1;
                fine &= model == Overweight::zeros();
            }
        }
        if let (Some(byte), Some(was)) = (bytes.get_mut(place), FILE.get(place)) {
            *byte = *was;
        }
    }
    for length in 0..FILE.len() {
        let mut model = Overweight::zeros();
        let part = FILE.get(..length).unwrap_or_default();
        fine &= model.load_from(part).is_err() && model == Overweight::zeros();
    }
    Line::new("damaged files refused").number(refused).say();
    Line::new("damaged files that hold other numbers").number(loaded).say();
    device::exit(fine && refused > 0 && loaded > 0)
}

/// Whether the model's numbers are those at the end of the file, bit by bit.
fn holds(model: &Overweight, file: &[u8; 476]) -> bool {
    let (_, data) = file.split_at(476 - 4 * Overweight::PARAMS);
    let mut bytes = data.iter();
    let mut same = true;
    model.parameters(&mut |_, _, values: &[f32]| {
        for value in values {
            same &= value.to_bits().to_le_bytes().iter().eq(bytes.by_ref().take(4));
        }
    });
    same
}
