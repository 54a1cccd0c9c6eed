//! Sizes that are types.

/// A `typenum` unsigned integer where a size is expected.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a type, but not one that is a size",
    label = "expected a size",
    note = "a size is a number such as `8`, a constant in capitals, `{{ a const expression }}`, or an unsigned type of `typenum` such as `U8`"
)]
pub trait Size {
    /// The number.
    const SIZE: usize;
}

#[diagnostic::do_not_recommend]
impl<N: typenum::Unsigned> Size for N {
    const SIZE: usize = N::USIZE;
}
