//! Layers whose outputs are their inputs at other places.

use crate::Scalar;
use crate::shape::Shape;

/// Rows, columns and channels of a shape: a sequence is one row, a vector one row of one column.
pub(super) const fn grid<S: Shape>() -> [usize; 3] {
    match *S::DIMS {
        [steps, channels] => [1, steps, channels],
        [rows, columns, channels] => [rows, columns, channels],
        _ => [1, 1, S::LEN],
    }
}

/// y = for each run of `run` numbers the one of x that `source` says, or zeros.
#[inline(always)]
pub(super) fn gather<T: Scalar, S: Into<Option<usize>>>(x: &[T], y: &mut [T], run: usize, source: impl Fn(usize) -> S) {
    for (at, y) in y.chunks_exact_mut(run).enumerate() {
        match source(at).into().and_then(|from| x.get(from * run..(from + 1) * run)) {
            Some(x) => super::copy(x, y),
            None => y.fill(T::ZERO),
        }
    }
}

/// dx of [`gather`]: the sum of all dy that came from there.
#[cfg(feature = "train")]
#[inline(always)]
pub(super) fn scatter<T: Scalar, S: Into<Option<usize>>>(
    dy: &[T],
    dx: &mut [T],
    run: usize,
    source: impl Fn(usize) -> S,
) {
    dx.fill(T::ZERO);
    for (at, dy) in dy.chunks_exact(run).enumerate() {
        let place = source(at)
            .into()
            .and_then(|from| dx.get_mut(from * run..(from + 1) * run));
        for (dx, &dy) in place.into_iter().flatten().zip(dy) {
            *dx += dy;
        }
    }
}

/// A layer from `X` to `Y` that has, besides, `FITS` (asserts while compiling that the shapes fit), `RUN` (how many numbers stay
/// together), `source` (from which run of x a run of y comes) and `describe_arguments`. What it is to a loss is the head `$head`
/// of its shape.
macro_rules! rearranging {
    ($(#[$doc:meta])* $name:ident<$($parameter:ident),*>: $stem:literal, $head:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
        #[zeroable(bound = "")]
        #[repr(C)]
        pub struct $name<T, X, Y, $(const $parameter: usize),*> {
            settings: PhantomData<(T, X, Y)>,
        }

        impl<T: Scalar, X: Shape, Y: HeadShape, $(const $parameter: usize),*> Layer for $name<T, X, Y, $($parameter),*> {
            type Scalar = T;
            type Input = X;
            type Output = Y;
            type Head<Previous: Head> = Y::$head<Previous>;

            const STEM: &'static str = $stem;
            const ZERO: Self = {
                let () = Self::FITS;
                Self { settings: PhantomData }
            };
            $crate::layers::no_parameters!();

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "<"))?;
                Self::describe_arguments(f)?;
                f.write_str(">")
            }

            #[inline(always)]
            fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
                let () = const { Self::FITS };
                gather(x.flat(), y.flat_mut(), const { Self::RUN }, Self::source);
            }
        }

        #[cfg(feature = "train")]
        impl<T: Scalar, X: Shape, Y: HeadShape, $(const $parameter: usize),*> $crate::layers::TrainLayer
            for $name<T, X, Y, $($parameter),*>
        {
            type Saved = ();
            type Tape<const B: usize> = ();

            fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                level: L,
                x: &[In<Self>],
                y: &mut [Out<Self>],
                _: &mut [()],
                _: $crate::tape::Noise,
            ) {
                for (x, y) in x.iter().zip(y) {
                    self.infer(level, x, y);
                }
            }

            #[inline(always)]
            fn differentiate<L: Level>(
                &self,
                _: L,
                _: &[In<Self>],
                _: &[Out<Self>],
                _: &[()],
                dy: &mut [Out<Self>],
                dx: Option<&mut [In<Self>]>,
                _: &mut Self,
                _: bool,
            ) {
                for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                    let run = const { Self::RUN };
                    $crate::layers::rearranging::scatter(dy.flat(), dx.flat_mut(), run, Self::source);
                }
            }
        }
    };
}
pub(super) use rearranging;
