//! `DigitsCnn` in flash.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use layerproof_firmware::{digits, models::DigitsCnn, predict, report, sizes};

predict!(DigitsCnn, digits_cnn_in_c, digits::Pixels, 10);

#[entry]
fn main() -> ! {
    report(predict, 20, sizes::<DigitsCnn>(), digits::all().map(|(image, _)| image))
}
