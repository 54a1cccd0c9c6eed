//! The shape rules of layerproof: from a layer's input shape and arguments to its output shape, or to the
//! reason why not.
//!
//! Every rule is a `const fn` and is written once. The macro calls it while it expands, for sizes that are
//! literals; generated code calls it in const assertions, for sizes that only the compiler knows. The sentence
//! of each mistake is written once for the same reason, into a [`Message`].
//!
//! This crate is a part of `layerproof` and has no stable interface of its own.
#![no_std]

mod graph;
pub mod layers;
mod message;
mod misfit;
pub mod safetensors;
mod shape;

pub use graph::{Call, Graph, Input, MAX_INPUTS};
pub use layers::{Layer, Padding};
pub use message::Message;
pub use misfit::{Argument, Misfit, Place, zero};
pub use shape::{LARGEST, MAX_PARAMETERS, Shape};
