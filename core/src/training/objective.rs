//! What a training makes small, and what it watches: one loss and its metrics, or those of each output.

use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::{Loss, Truth};
use crate::metrics::Metric;
use crate::shape::MAX_VALUES;

/// The losses of all outputs, with the weight of each. A [`Loss`] is that of a model with one.
pub trait Objective: Send + Sync {
    /// How many outputs there are.
    const COUNT: usize;

    /// Whether the settings make sense.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), InvalidSetting>;
    /// The loss's name.
    fn name(&self, output: usize) -> &'static str;
    /// How much an output's loss counts in the sum.
    fn weight(&self, output: usize) -> f64;
    /// [`Loss::CLASSIFIES`]
    fn classifies(&self, output: usize) -> bool;
    /// [`Loss::FUSED`]
    fn is_fused(&self, output: usize) -> bool;
    /// [`Loss::counts`]
    fn counts<T: Scalar>(&self, output: usize, truth: Truth<'_, T>) -> bool;
    /// [`Loss::value`]
    fn value<T: Scalar>(&self, output: usize, y: &[T], truth: Truth<'_, T>) -> T;
    /// [`Loss::likelihood`]
    fn likelihood<T: Scalar>(&self, output: usize, y: &[T], truth: Truth<'_, T>) -> Option<T>;
    /// [`Loss::gradient`], or [`Loss::fused_gradient`].
    fn gradient<T: Scalar>(
        &self,
        output: usize,
        y: &[T],
        truth: Truth<'_, T>,
        scale: T,
        gradient: &mut [T],
        is_fused: bool,
    );
}

impl<L: Loss> Objective for L {
    const COUNT: usize = 1;

    fn check(&self) -> Result<(), InvalidSetting> {
        Loss::check(self)
    }
    fn name(&self, _: usize) -> &'static str {
        L::NAME
    }
    fn weight(&self, _: usize) -> f64 {
        1.0
    }
    fn classifies(&self, _: usize) -> bool {
        L::CLASSIFIES
    }
    fn is_fused(&self, _: usize) -> bool {
        L::FUSED
    }
    #[inline(always)]
    fn counts<T: Scalar>(&self, _: usize, truth: Truth<'_, T>) -> bool {
        Loss::counts(self, truth)
    }
    #[inline(always)]
    fn value<T: Scalar>(&self, _: usize, y: &[T], truth: Truth<'_, T>) -> T {
        Loss::value(self, y, truth)
    }
    #[inline(always)]
    fn likelihood<T: Scalar>(&self, _: usize, y: &[T], truth: Truth<'_, T>) -> Option<T> {
        Loss::likelihood(self, y, truth)
    }
    #[inline(always)]
    fn gradient<T: Scalar>(
        &self,
        _: usize,
        y: &[T],
        truth: Truth<'_, T>,
        scale: T,
        gradient: &mut [T],
        is_fused: bool,
    ) {
        if is_fused {
            self.fused_gradient(y, truth, scale, gradient);
        } else {
            Loss::gradient(self, y, truth, scale, gradient);
        }
    }
}

/// The losses, or the metrics, of a model with several outputs: a tuple with one for each, in their order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerOutput<L> {
    pub(super) each: L,
    pub(super) weights: [f64; MAX_VALUES],
}

impl<L> PerOutput<L> {
    /// These, each of which counts once.
    pub(super) const fn new(each: L) -> Self {
        Self {
            each,
            weights: [1.0; MAX_VALUES],
        }
    }
}

/// What is watched at all outputs. A [`Metric`] is watched at the only one of a model.
pub trait Observers: Copy + Send + Sync {
    /// What it gathers.
    type State: Copy + Default;
    /// Whether results begin with the output's name.
    const NAMED: bool;

    /// Whether the settings make sense.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), InvalidSetting>;
    /// [`Metric::observe`]
    fn observe<T: Scalar>(&self, state: &mut Self::State, output: usize, y: &[T], truth: Truth<'_, T>, weight: f64);
    /// [`Metric::results`], with the output each is about.
    fn results(&self, state: &Self::State, each: &mut impl FnMut(usize, &'static str, f64));
}

impl<N: Metric> Observers for N {
    type State = N::State;
    const NAMED: bool = false;

    fn check(&self) -> Result<(), InvalidSetting> {
        Metric::check(self)
    }
    fn observe<T: Scalar>(&self, state: &mut N::State, _: usize, y: &[T], truth: Truth<'_, T>, weight: f64) {
        Metric::observe(self, state, y, truth, weight);
    }
    fn results(&self, state: &N::State, each: &mut impl FnMut(usize, &'static str, f64)) {
        Metric::results(self, state, &mut |name, value| each(0, name, value));
    }
}

macro_rules! per_output {
    ($(($($part:ident $i:tt),+) = $count:literal;)+) => {$(
        impl<$($part: Loss),+> Objective for PerOutput<($($part,)+)> {
            const COUNT: usize = $count;

            fn check(&self) -> Result<(), InvalidSetting> {
                $(Loss::check(&self.each.$i)?;)+
                for weight in &self.weights {
                    let fine = weight.is_finite() && *weight >= 0.0;
                    InvalidSetting::require(fine, "compile", "loss_weights", *weight, "be finite and not negative")?;
                }
                Ok(())
            }
            fn name(&self, output: usize) -> &'static str {
                match output {
                    $($i => $part::NAME,)+
                    _ => "",
                }
            }
            fn weight(&self, output: usize) -> f64 {
                self.weights.get(output).copied().unwrap_or(1.0)
            }
            fn classifies(&self, output: usize) -> bool {
                match output {
                    $($i => $part::CLASSIFIES,)+
                    _ => false,
                }
            }
            fn is_fused(&self, output: usize) -> bool {
                match output {
                    $($i => $part::FUSED,)+
                    _ => false,
                }
            }
            fn counts<T: Scalar>(&self, output: usize, truth: Truth<'_, T>) -> bool {
                match output {
                    $($i => self.each.$i.counts(truth),)+
                    _ => false,
                }
            }
            fn value<T: Scalar>(&self, output: usize, y: &[T], truth: Truth<'_, T>) -> T {
                match output {
                    $($i => self.each.$i.value(y, truth),)+
                    _ => T::ZERO,
                }
            }
            fn likelihood<T: Scalar>(&self, output: usize, y: &[T], truth: Truth<'_, T>) -> Option<T> {
                match output {
                    $($i => self.each.$i.likelihood(y, truth),)+
                    _ => None,
                }
            }
            fn gradient<T: Scalar>(
                &self,
                output: usize,
                y: &[T],
                truth: Truth<'_, T>,
                scale: T,
                gradient: &mut [T],
                is_fused: bool,
            ) {
                match output {
                    $($i => Objective::gradient(&self.each.$i, 0, y, truth, scale, gradient, is_fused),)+
                    _ => {}
                }
            }
        }

        impl<$($part: Metric),+> Observers for PerOutput<($($part,)+)> {
            type State = ($($part::State,)+);
            const NAMED: bool = $count > 1;

            fn check(&self) -> Result<(), InvalidSetting> {
                $(Metric::check(&self.each.$i)?;)+
                Ok(())
            }
            fn observe<T: Scalar>(
                &self,
                state: &mut Self::State,
                output: usize,
                y: &[T],
                truth: Truth<'_, T>,
                weight: f64,
            ) {
                match output {
                    $($i => Metric::observe(&self.each.$i, &mut state.$i, y, truth, weight),)+
                    _ => {}
                }
            }
            fn results(&self, state: &Self::State, each: &mut impl FnMut(usize, &'static str, f64)) {
                $(Metric::results(&self.each.$i, &state.$i, &mut |name, value| each($i, name, value));)+
            }
        }
    )+};
}

per_output! {
    (A 0) = 1;
    (A 0, B 1) = 2;
    (A 0, B 1, C 2) = 3;
    (A 0, B 1, C 2, D 3) = 4;
    (A 0, B 1, C 2, D 3, E 4) = 5;
    (A 0, B 1, C 2, D 3, E 4, F 5) = 6;
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6) = 7;
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7) = 8;
}
