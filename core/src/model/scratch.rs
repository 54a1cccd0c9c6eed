//! Memory for the values between layers, that the caller provides.

use core::mem::MaybeUninit;

use crate::kernels::Region;
use crate::model::Network;

/// Memory for the values between layers of a prediction: `BYTES` bytes, at the start of a cache line.
///
/// May be a `static`, lie in a memory region of a device, and be shared by several models. What lies in it between two
/// predictions has no meaning.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Net = sequential!(Input<2>, Dense<8, Relu>, Dense<1>);
///
/// let mut scratch = Scratch::<{ Net::SCRATCH_BYTES }>::new();
/// let p = Net::zeros().predict_in(&mut scratch, &[0.4, 0.7]);
/// assert_eq!(p[0], 0.0);
/// ```
///
/// One that is too small does not compile:
///
/// ```compile_fail
/// # use layerproof::prelude::*;
/// # type Net = sequential!(Input<2>, Dense<8, Relu>, Dense<1>);
/// let mut scratch = Scratch::<16>::new();
/// Net::zeros().predict_in(&mut scratch, &[0.4, 0.7]);
/// ```
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Scratch<const BYTES: usize>(MaybeUninit<[u8; BYTES]>);

impl<const BYTES: usize> Scratch<BYTES> {
    /// Memory with nothing in it.
    pub const fn new() -> Self {
        Self(MaybeUninit::zeroed())
    }

    /// The memory, as numbers for a model.
    #[inline(always)]
    pub(crate) fn region<M: Network>(&mut self) -> Region<'_, M::Scalar> {
        const {
            assert!(
                BYTES >= M::SCRATCH_BYTES,
                "the scratch is too small: it needs the `SCRATCH_BYTES` of the model, of several models the most"
            );
        }
        Region::of_bytes(&mut self.0)
    }
}

impl<const BYTES: usize> Default for Scratch<BYTES> {
    fn default() -> Self {
        Self::new()
    }
}

/// The larger of two sizes, in constants too: for a [`Scratch`] that several models share.
pub const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}
