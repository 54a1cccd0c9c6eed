//! The shape rules of layerproof.
#![no_std]
