//! The product with the state.

use crate::Scalar;
use crate::kernels::{self, Level};

/// The product of the recurrent kernel with the state, as a cell asks for it.
pub trait Product<T, const U: usize, const G: usize> {
    /// `y = W·h`, and what it begins with.
    fn of<L: Level>(&self, level: L, h: &[T; U], start: Option<&[T; G]>, y: &mut [T; G]);
    /// The bias of this product alone.
    fn bias(&self) -> Option<&[T; G]>;
}

/// The product as it is.
pub(super) struct Affine<'a, T, const U: usize, const G: usize> {
    pub(super) kernel: &'a [[T; G]; U],
    pub(super) bias: Option<&'a [T; G]>,
}

impl<T: Scalar, const U: usize, const G: usize> Product<T, U, G> for Affine<'_, T, U, G> {
    #[inline(always)]
    fn of<L: Level>(&self, level: L, h: &[T; U], start: Option<&[T; G]>, y: &mut [T; G]) {
        kernels::affine(level, self.kernel, start, h, y);
    }
    #[inline(always)]
    fn bias(&self) -> Option<&[T; G]> {
        self.bias
    }
}

/// The product's way back.
#[cfg(feature = "train")]
pub trait Back<T, const U: usize, const G: usize> {
    /// `dh = Wᵀ·dy`; that the product was one with `h` is noted for the gradient of the kernel.
    fn product<L: Level>(&mut self, level: L, h: &[T; U], dy: &[T; G], dh: &mut [T; U]);
}
