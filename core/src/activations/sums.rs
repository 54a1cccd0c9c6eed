//! What the backward pass keeps of the sums before an activation.

use bytemuck::{TransparentWrapper, Zeroable};

/// Plain data of fixed size, for which all-zero bytes are a value.
pub trait PlainData: Copy + Zeroable + Send + Sync + 'static {}
impl<X: Copy + Zeroable + Send + Sync + 'static> PlainData for X {}

/// What a layer saves of its sums before the activation, for the backward pass: a [`Saved`] copy, or `()` for nothing.
pub trait SaveSums<X>: PlainData {
    /// Takes a copy.
    fn save(&mut self, x: &X);
    /// The copy, or `otherwise` where none is saved.
    fn or<'a>(&'a self, otherwise: &'a X) -> &'a X;
    /// [`SaveSums::or`] of each sample.
    fn rows_or<'a>(saved: &'a [Self], otherwise: &'a [X]) -> &'a [X];
}

impl<X> SaveSums<X> for () {
    #[inline]
    fn save(&mut self, _: &X) {}
    #[inline]
    fn or<'a>(&'a self, otherwise: &'a X) -> &'a X {
        otherwise
    }
    #[inline]
    fn rows_or<'a>(_: &'a [Self], otherwise: &'a [X]) -> &'a [X] {
        otherwise
    }
}

/// A saved copy.
#[derive(Debug, Clone, Copy, Zeroable, TransparentWrapper)]
#[repr(transparent)]
pub struct Saved<X>(X);

impl<X: PlainData> SaveSums<X> for Saved<X> {
    #[inline]
    fn save(&mut self, x: &X) {
        self.0 = *x;
    }
    #[inline]
    fn or<'a>(&'a self, _: &'a X) -> &'a X {
        &self.0
    }
    #[inline]
    fn rows_or<'a>(saved: &'a [Self], _: &'a [X]) -> &'a [X] {
        Self::peel_slice(saved)
    }
}
