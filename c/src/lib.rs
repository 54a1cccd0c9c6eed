//! A layerproof model as a C library: one exported function, and a header with the model's sizes.
//!
//! ```
//! use layerproof::prelude::*;
//!
//! sequential! {
//!     /// Is this adult overweight? From weight and height, both scaled to 0..1.
//!     pub struct Overweight {
//!         Input<2>,
//!         Dense<8, Relu>,
//!         Dense<1, Sigmoid>,
//!     }
//! }
//! # static MODEL: Overweight = Overweight::zeros();
//!
//! // With `weights = "…"` in the model, `Overweight as overweight` is enough.
//! layerproof_c::export! { Overweight as overweight = &MODEL }
//!
//! # fn main() {
//! let header = layerproof_c::header::<Overweight>("overweight").to_string();
//! assert!(header.contains("#define OVERWEIGHT_INPUT_LEN 2\n"));
//! assert!(header.contains(
//!     "void overweight_predict(const float input[OVERWEIGHT_INPUT_LEN], float output[OVERWEIGHT_OUTPUT_LEN]);"
//! ));
//! # }
//! ```
//!
//! [`export!`] stands in a crate with `crate-type = ["staticlib"]`, and [`header()`] in its build script; `docs/c.md`
//! shows both. Neither needs `std` or an allocator, and no `unsafe` has to be written.
#![no_std]

mod boundary;
mod header;

pub use self::header::{Header, header};

/// What [`export!`] expands to. Not for users: anything here may change in any version.
#[doc(hidden)]
pub mod __private {
    pub use layerproof::{Model, Network};

    pub use crate::boundary::predict;
}
