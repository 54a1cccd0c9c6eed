//! `Overweight` in flash.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use layerproof_firmware::{models::Overweight, predict, report, sizes};

predict!(Overweight, overweight_in_c, [f32; 2], 1);

#[entry]
fn main() -> ! {
    let grid = (0..256_u16).map(|i| [f32::from(i % 16) / 15.0, f32::from(i / 16) / 15.0]);
    report(predict, 1000, sizes::<Overweight>(), grid)
}
