//! The digits network as a WebAssembly module: its memory, and the function `digits_predict`.
#![no_std]
#![forbid(unsafe_code)]

mod model;

use model::DigitsCnn;

layerproof_c::export! { DigitsCnn as digits }

/// A module without std says what a panic does. Nothing here can panic.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
