//! `DigitsMlp` in flash.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use layerproof_firmware::{digits, models::DigitsMlp, predict, report, sizes};

predict!(DigitsMlp, digits_mlp_in_c, [f32; 64], 10);

#[entry]
fn main() -> ! {
    let flat = digits::all().map(|(image, _)| {
        let mut flat = [0.0; 64];
        flat.copy_from_slice(image.as_flattened().as_flattened());
        flat
    });
    report(predict, 100, sizes::<DigitsMlp>(), flat)
}
