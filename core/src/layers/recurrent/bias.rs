//! The bias of a recurrent layer's sums.

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use crate::Scalar;
use crate::layers::NoBias;

/// The bias of `G` sums, each of which is added up of two products: one of the inputs and one of the state.
///
/// `SVector<T, G>` is one for both, `SMatrix<T, G, 2>` one for each, [`NoBias`] none.
pub trait GateBias<T, const G: usize>: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// All zeros.
    const ZERO: Self;
    /// How many numbers there are.
    const LEN: usize;
    /// The sizes in Keras's order.
    const SHAPE: &'static [usize];
    /// Whether there is one for each product.
    const IS_PAIR: bool = false;
    /// What is added to the product of the inputs.
    fn of_inputs(&self) -> Option<&[T; G]>;
    /// What is added to the product of the state.
    fn of_state(&self) -> Option<&[T; G]>;
    /// Both.
    fn each_mut(&mut self) -> [Option<&mut [T; G]>; 2];
    /// All numbers.
    fn flat(&self) -> &[T];
    /// All numbers.
    fn flat_mut(&mut self) -> &mut [T];
}

impl<T: Scalar, const G: usize> GateBias<T, G> for SVector<T, G> {
    const ZERO: Self = Self::from_array_storage(ArrayStorage([[T::ZERO; G]]));
    const LEN: usize = G;
    const SHAPE: &'static [usize] = &[G];
    #[inline(always)]
    fn of_inputs(&self) -> Option<&[T; G]> {
        let [both] = &self.data.0;
        Some(both)
    }
    #[inline(always)]
    fn of_state(&self) -> Option<&[T; G]> {
        None
    }
    #[inline(always)]
    fn each_mut(&mut self) -> [Option<&mut [T; G]>; 2] {
        let [both] = &mut self.data.0;
        [Some(both), None]
    }
    fn flat(&self) -> &[T] {
        self.as_slice()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: Scalar, const G: usize> GateBias<T, G> for SMatrix<T, G, 2> {
    const ZERO: Self = Self::from_array_storage(ArrayStorage([[T::ZERO; G]; 2]));
    const LEN: usize = 2 * G;
    const SHAPE: &'static [usize] = &[2, G];
    const IS_PAIR: bool = true;
    #[inline(always)]
    fn of_inputs(&self) -> Option<&[T; G]> {
        let [inputs, _] = &self.data.0;
        Some(inputs)
    }
    #[inline(always)]
    fn of_state(&self) -> Option<&[T; G]> {
        let [_, state] = &self.data.0;
        Some(state)
    }
    #[inline(always)]
    fn each_mut(&mut self) -> [Option<&mut [T; G]>; 2] {
        self.data.0.each_mut().map(Some)
    }
    fn flat(&self) -> &[T] {
        self.as_slice()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T: Scalar, const G: usize> GateBias<T, G> for NoBias {
    const ZERO: Self = Self;
    const LEN: usize = 0;
    const SHAPE: &'static [usize] = &[];
    #[inline(always)]
    fn of_inputs(&self) -> Option<&[T; G]> {
        None
    }
    #[inline(always)]
    fn of_state(&self) -> Option<&[T; G]> {
        None
    }
    #[inline(always)]
    fn each_mut(&mut self) -> [Option<&mut [T; G]>; 2] {
        [None, None]
    }
    fn flat(&self) -> &[T] {
        &[]
    }
    fn flat_mut(&mut self) -> &mut [T] {
        &mut []
    }
}
