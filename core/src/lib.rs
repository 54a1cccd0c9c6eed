//! Neural networks that only compile if their layers fit.
#![no_std]
