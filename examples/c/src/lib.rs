//! The digits network as a library for C.
#![no_std]
#![forbid(unsafe_code)]

mod model;

use model::DigitsCnn;

layerproof_c::export! { DigitsCnn as digits }

/// A library without std says what a panic does. Nothing here can panic.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
