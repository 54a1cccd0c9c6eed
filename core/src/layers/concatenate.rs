//! Values one after another.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Layer, Out, Ref, Several, Shapes, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// Values one after another along an axis,
/// [`keras.layers.Concatenate`](https://keras.io/api/layers/merging_layers/concatenate/).
///
/// Of values with the shapes in the tuple `X` to one of the shape `Y`. `AXIS` counts the axes of a sample from 0: Keras's
/// axis 1 is 0 here.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Concatenate<T, X, Y, const AXIS: usize> {
    settings: PhantomData<(T, X, Y)>,
}

impl<T: Scalar, X: Shapes, Y: Shape, const AXIS: usize> Concatenate<T, X, Y, AXIS> {
    /// How many numbers of each value follow one another in the result: those of all axes from `AXIS` on.
    const RUNS: [usize; crate::shape::MAX_INPUTS] = {
        let mut runs = [0; crate::shape::MAX_INPUTS];
        let (mut i, mut total) = (0, 0);
        while i < X::DIMS.len() {
            let (mut run, mut axis) = (1, AXIS);
            while axis < X::DIMS[i].len() {
                run *= X::DIMS[i][axis];
                axis += 1;
            }
            runs[i] = run;
            total += X::LENS[i];
            i += 1;
        }
        assert!(total == Y::LEN, "a `Concatenate` gives as many numbers as it takes");
        runs
    };

    /// How many numbers of the result follow one another: the runs of all values.
    const RUN: usize = {
        let (mut run, mut i) = (0, 0);
        while i < X::DIMS.len() {
            run += Self::RUNS[i];
            i += 1;
        }
        run
    };

    /// Visits the runs of each value: its number, the run, and where it begins in the result.
    #[inline(always)]
    fn each_run(numbers: usize, mut visit: impl FnMut(usize, usize, usize, usize)) {
        let rows = numbers.checked_div(Self::RUN).unwrap_or(0);
        for row in 0..rows {
            let mut at = row * Self::RUN;
            for (i, &run) in Self::RUNS.iter().enumerate().take(X::DIMS.len()) {
                visit(i, row * run, run, at);
                at += run;
            }
        }
    }

    #[inline(always)]
    fn put_together(x: &[&[T]], y: &mut [T]) {
        Self::each_run(y.len(), |i, from, run, at| {
            let source = x.get(i).and_then(|x| x.get(from..from + run));
            if let (Some(source), Some(place)) = (source, y.get_mut(at..at + run)) {
                place.copy_from_slice(source);
            }
        });
    }
}

impl<T: Scalar, X: Shapes, Y: Shape, const AXIS: usize> Layer for Concatenate<T, X, Y, AXIS> {
    type Scalar = T;
    type Input = Several<X>;
    type Output = Y;
    type Head<Previous: Head> = Previous;

    const STEM: &'static str = "concatenate";
    const ZERO: Self = {
        let _ = Self::RUNS;
        Self { settings: PhantomData }
    };
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Concatenate")?;
        if AXIS + 1 == Y::DIMS.len() {
            return Ok(());
        }
        write!(f, "(axis = {})", AXIS + 1)
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: Ref<'_, Self>, y: &mut Out<Self>) {
        Self::put_together(x.as_ref(), y.flat_mut());
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, Concatenate, Level, Out, Scalar, Shape, Shapes};
    use crate::layers::{InputGradients, Rows, TrainLayer};
    use crate::tape::Noise;

    impl<T: Scalar, X: Shapes, Y: Shape, const AXIS: usize> TrainLayer for Concatenate<T, X, Y, AXIS> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: Rows<'_, Self>, y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            // Samples follow one another, and so do their runs.
            Self::put_together(x.as_ref(), Array::flat_rows_mut(y));
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: Rows<'_, Self>,
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            mut dx: InputGradients<'_, Self>,
            _: &mut Self,
            _: bool,
        ) {
            let dy = Array::flat_rows(dy);
            let dx = dx.as_mut();
            Self::each_run(dy.len(), |i, from, run, at| {
                let place = dx.get_mut(i).and_then(Option::as_deref_mut);
                let place = place.and_then(|dx| dx.get_mut(from..from + run));
                if let (Some(place), Some(source)) = (place, dy.get(at..at + run)) {
                    place.copy_from_slice(source);
                }
            });
        }
    }
}

/// Along the channels of each step.
macro_rules! concatenate_steps {
    ($([$($sizes:tt)*] $shape:ty, $axis:literal;)+) => {$(
        super::stream::stateless_steps! {
            [T: Scalar, X: Shapes, $($sizes)*]
            Concatenate<T, X, $shape, $axis>,
            |_layer, _level, x, y| {
                let mut at = 0;
                for (i, dims) in X::DIMS.iter().enumerate() {
                    let width = dims.last().copied().unwrap_or_default();
                    if let Some(y) = y.get_mut(at..at + width) {
                        super::copy(x.get(i), y);
                    }
                    at += width;
                }
            }
        }
    )+};
}

concatenate_steps! {
    [const S: usize, const C: usize] crate::shape::Sequence<S, C>, 1;
    [const N: usize] crate::shape::Features<N>, 0;
}
