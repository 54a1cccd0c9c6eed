//! One step over all parameters of a model.

use crate::kernels;
use crate::model::{Network, each_parameter_mut};

/// Gives each parameter that training changes, and the numbers that are remembered of it, what `rule` makes of them and of
/// the gradient. This is all that most optimisers do; [`Optimizer`](super::Optimizer) shows one.
///
/// Works in vectors, and on several cores with the feature `rayon`: `rule` should be arithmetic without branches.
///
/// A parameter for which one of the new numbers would be infinite or NaN stays as it is, with all that is remembered of it,
/// and the answer is `false`.
#[must_use]
pub fn update_parameters<M: Network, const S: usize>(
    model: &mut M,
    gradient: &mut M,
    slots: &mut [M; S],
    rule: impl Fn(M::Scalar, M::Scalar, [M::Scalar; S]) -> (M::Scalar, [M::Scalar; S]) + Copy + Send + Sync,
) -> bool
where
    [M; S]: Slots<M, S>,
{
    let mut finite = true;
    slots.each(model, gradient, |weights, gradients, slots| {
        finite &= kernels::update(weights, gradients, slots, rule);
    });
    finite
}

/// Up to four models that an optimiser remembers: `[M; 0]` to `[M; 4]`.
pub trait Slots<M: Network, const S: usize>: sealed::Sealed {
    /// Goes through the trained parameters of a model, its gradient and these models side by side.
    #[doc(hidden)]
    fn each(
        &mut self,
        model: &mut M,
        gradient: &mut M,
        visit: impl FnMut(&mut [M::Scalar], &mut [M::Scalar], [&mut [M::Scalar]; S]),
    );
}

mod sealed {
    pub trait Sealed {}
    impl<M, const S: usize> Sealed for [M; S] {}
}

macro_rules! slots {
    ($($count:literal: [$($slot:ident),*];)+) => {$(
        impl<M: Network> Slots<M, $count> for [M; $count] {
            fn each(
                &mut self,
                model: &mut M,
                gradient: &mut M,
                mut visit: impl FnMut(&mut [M::Scalar], &mut [M::Scalar], [&mut [M::Scalar]; $count]),
            ) {
                let [$($slot),*] = self;
                each_trained([model, gradient, $($slot),*], |[weights, gradients, $($slot),*]| {
                    visit(weights, gradients, [$($slot),*]);
                });
            }
        }
    )+};
}

slots! {
    0: [];
    1: [a];
    2: [a, b];
    3: [a, b, c];
    4: [a, b, c, d];
}

/// Goes through the parameters of `K` models side by side that training changes.
pub(super) fn each_trained<M: Network, const K: usize>(
    models: [&mut M; K],
    mut visit: impl FnMut([&mut [M::Scalar]; K]),
) {
    each_parameter_mut(models, |_, parameter, values| {
        if parameter.is_trained() {
            visit(values);
        }
    });
}
