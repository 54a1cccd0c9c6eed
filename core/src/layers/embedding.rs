//! The table that turns whole numbers into vectors.

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SMatrix};

use super::{In, Layer, Out, ParameterInfo};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::initializers::{Initializer, RandomUniform};
use crate::kernels::Level;
use crate::shape::{Indices, Sequence};

/// A table of `VOCABULARY` rows of `WIDTH` numbers, of which each step of the input takes one,
/// [`keras.layers.Embedding`](https://keras.io/api/layers/core_layers/embedding/).
///
/// From `N` whole numbers, [`Indices`], to a sequence of `N` steps of `WIDTH` channels. `W` is the initialiser of the table.
///
/// A whole number that is no row's is an error of `fit`, `evaluate` and `predict_batch`, which says where it stands; `predict`, which
/// has no error, gives zeros for that step.
///
/// ```
/// use layerproof::layers::{Embedding, Layer};
/// use layerproof::shape::Indices;
///
/// let mut layer = Embedding::<f32, 3, 4, 2>::ZERO;
/// layer.embeddings.copy_from_slice(&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]);
/// assert_eq!(layer.call(&Indices::new([3, 0, 4])), [[3.0, 3.5], [0.0, 0.5], [0.0, 0.0]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar")]
#[repr(C, align(64))]
pub struct Embedding<T, const N: usize, const VOCABULARY: usize, const WIDTH: usize, W = RandomUniform> {
    /// The rows: a column of this matrix each. In memory this is Keras's (vocabulary, width) row by row.
    pub embeddings: SMatrix<T, WIDTH, VOCABULARY>,
    settings: PhantomData<W>,
}

impl<T: Scalar, const N: usize, const VOCABULARY: usize, const WIDTH: usize, W: Initializer> Layer
    for Embedding<T, N, VOCABULARY, WIDTH, W>
{
    type Scalar = T;
    type Input = Indices<N>;
    type Output = Sequence<N, WIDTH>;
    type Head<Previous: Head> = Linear<WIDTH>;

    const STEM: &'static str = "embedding";
    const ZERO: Self = Self {
        embeddings: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; WIDTH]; VOCABULARY])),
        settings: PhantomData,
    };
    const PARAMS: usize = VOCABULARY * WIDTH;
    const MACS: usize = 0;
    const VOCABULARY: Option<usize> = Some(VOCABULARY);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Embedding<{VOCABULARY}, {WIDTH}")?;
        if TypeId::of::<W>() != TypeId::of::<RandomUniform>() {
            f.write_str(", embeddings_initializer = ")?;
            W::describe(f)?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        for (index, y) in x.steps().zip(y) {
            *y = self.embeddings.data.0.get(index).copied().unwrap_or([T::ZERO; WIDTH]);
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        visit(
            ParameterInfo::trained("embeddings", const { &[VOCABULARY, WIDTH] }),
            self.embeddings.as_slice(),
        );
    }

    fn parameters_mut<const K: usize>(layers: [&mut Self; K], visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K])) {
        let tables = layers.map(|layer| layer.embeddings.as_mut_slice());
        visit(
            ParameterInfo::trained("embeddings", const { &[VOCABULARY, WIDTH] }),
            tables,
        );
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Embedding, In, Layer, Level, Out, Scalar};
    use crate::initializers::{Draw, Fans};
    use crate::layers::TrainLayer;
    use crate::shape::Array;
    use crate::tape::Noise;

    impl<T: Scalar, const N: usize, const VOCABULARY: usize, const WIDTH: usize, W: Draw> TrainLayer
        for Embedding<T, N, VOCABULARY, WIDTH, W>
    {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            let fans = Fans {
                input: VOCABULARY,
                output: WIDTH,
            };
            W::fill(self.embeddings.as_mut_slice(), fans, rng);
        }

        #[inline(always)]
        fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                self.infer(level, x, y);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            x: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            _: bool,
        ) {
            for (x, dy) in x.iter().zip(&*dy) {
                for (index, dy) in x.steps().zip(dy) {
                    for (sum, &dy) in gradient.embeddings.data.0.get_mut(index).into_iter().flatten().zip(dy) {
                        *sum += dy;
                    }
                }
            }
            // A whole number has no derivative.
            for dx in dx.into_iter().flatten() {
                dx.flat_mut().fill(T::ZERO);
            }
        }
    }
}
