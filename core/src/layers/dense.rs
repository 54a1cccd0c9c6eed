//! The densely connected layer.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use super::bias::{self, Bias};
use super::{Ending, In, Layer, Out, shared};
use crate::Scalar;
use crate::activations::{Activation, Head, Linear};
use crate::initializers::{GlorotUniform, Initializers, Zeros};
use crate::kernels::{self, Affine, AnyLevel, Level, Samples};
use crate::shape::Features;

/// y = activation(W·x + b), [`keras.layers.Dense`](https://keras.io/api/layers/core_layers/dense/).
///
/// `I` features in, `O` units out. The settings that cost nothing at run time are type arguments: the activation `A`,
/// the bias `B` (a vector, or [`NoBias`](super::NoBias)), and the initialisers `W` of kernel and bias.
///
/// ```
/// use layerproof::activations::Relu;
/// use layerproof::layers::{Dense, Layer};
///
/// let mut layer = Dense::<f32, 2, 3, Relu>::ZERO;
/// layer.bias[1] = 0.5;
/// layer.kernel[(2, 0)] = 4.0;
/// assert_eq!(layer.call(&[1.0, 1.0]), [0.0, 0.5, 4.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct Dense<T, const I: usize, const O: usize, A = Linear, B = SVector<T, O>, W = (GlorotUniform, Zeros)>
where
    T: Scalar,
    A: 'static,
    W: 'static,
{
    /// The weights: column i holds what input i adds to each unit. In memory this is Keras's (in, out) row by row.
    pub kernel: SMatrix<T, O, I>,
    /// One number a unit, added to the sums.
    pub bias: B,
    settings: PhantomData<(A, W)>,
}

impl<T, const I: usize, const O: usize, A, B, W> Dense<T, I, O, A, B, W>
where
    T: Scalar,
    B: Bias<T, O>,
{
    /// What kernels for any size compute with.
    #[inline]
    fn affine(&self) -> Affine<'_, T> {
        Affine {
            inputs: I,
            outputs: O,
            kernel: self.kernel.as_slice(),
            bias: self.bias.values().map(<[T; O]>::as_slice),
        }
    }
}

impl<T, const I: usize, const O: usize, A, B, W> Layer for Dense<T, I, O, A, B, W>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, O>,
    W: Initializers,
{
    type Scalar = T;
    type Input = Features<I>;
    type Output = Features<O>;
    type Head<Previous: Head> = A::Head<O>;

    const STEM: &'static str = "dense";
    const ZERO: Self = Self {
        kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; O]; I])),
        bias: B::ZERO,
        settings: PhantomData,
    };
    const PARAMS: usize = I * O + B::LEN;
    const MACS: usize = I * O;
    const SHARED: bool = true;
    const ENDING: Ending = Ending::Activation;
    const HAS_RULES: bool = W::KERNEL_RULES.exist_for(2) | W::BIAS_RULES.exist_for(1);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dense<{O}")?;
        super::describe_activation::<A>(f)?;
        super::describe_parameters::<W>(f, B::LEN > 0)?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        kernels::affine(level, &self.kernel.data.0, self.bias.values(), x, y);
        A::apply(level, y);
    }

    #[inline(always)]
    fn infer_tile<L: Level, const R: usize>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>; R]) {
        kernels::affine_rows(level, &self.kernel.data.0, self.bias.values(), x, y);
        for y in y {
            A::apply(level, y);
        }
    }

    #[inline(always)]
    fn infer_rows<L: Level, const R: usize>(&self, level: L, x: &[&In<Self>; R], y: &mut [Out<Self>; R]) {
        if const { R == 1 } {
            // The kernels for several samples are then not compiled, which takes longer than this one.
            return self.infer(level, x[0], &mut y[0]);
        }
        kernels::affine_rows(level, &self.kernel.data.0, self.bias.values(), x, y);
        for y in y {
            A::apply(level, y);
        }
    }

    fn infer_shared(&self, level: AnyLevel, x: Samples<'_, T>, y: &mut [T]) {
        shared::dense::<A, T>(level, self.affine(), x, y);
    }

    bias::kernel_and_bias! { T, W, O, B, &[I, O] }
}

super::stream::stateless_steps! {
    [T: Scalar, const I: usize, const O: usize, A: Activation, B: Bias<T, O>, W: Initializers]
    Dense<T, I, O, A, B, W>,
    |layer, level, x, y| layer.infer(level, crate::shape::Array::of(x.get(0)), y)
}

#[cfg(feature = "train")]
mod train {
    use super::{
        Activation, AnyLevel, Bias, Dense, In, Initializers, Level, Out, Samples, Scalar, bias, kernels, shared,
    };
    use crate::initializers::{Draw, Fans};
    use crate::layers::{SaveSums, TrainLayer};
    use crate::tape::Noise;

    impl<T, const I: usize, const O: usize, A, B, W> TrainLayer for Dense<T, I, O, A, B, W>
    where
        T: Scalar,
        A: Activation,
        B: Bias<T, O>,
        W: Initializers<Kernel: Draw, Bias: Draw>,
    {
        type Saved = A::Sums<[T; O]>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            let fans = Fans { input: I, output: O };
            bias::initialize::<W, _, _, O, _>(self.kernel.as_mut_slice(), fans, &mut self.bias, rng);
        }

        #[inline(always)]
        fn compute<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &mut [Out<Self>],
            saved: &mut [Self::Saved],
            _: Noise,
        ) {
            kernels::affine_rows(level, &self.kernel.data.0, self.bias.values(), x, y);
            for (y, saved) in y.iter().zip(saved) {
                saved.save(y);
            }
            A::apply_rows(level, y.as_flattened_mut(), O);
        }

        fn compute_shared(&self, x: &[T], y: &mut [Out<Self>], saved: &mut [Self::Saved]) {
            let (level, x) = (AnyLevel::detected(), Samples::Together(x));
            if const { size_of::<Self::Saved>() == 0 } {
                return shared::dense::<A, T>(level, self.affine(), x, y.as_flattened_mut());
            }
            T::affine(level, self.affine(), x, y.as_flattened_mut());
            for (y, saved) in y.iter().zip(saved) {
                saved.save(y);
            }
            shared::apply::<A, T>(level, y.as_flattened_mut(), O);
        }

        fn differentiate_shared(
            &self,
            x: &[T],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [T]>,
            gradient: &mut Self,
            is_fused: bool,
        ) {
            let seen = shared::Seen {
                x,
                sums: SaveSums::rows_or(saved, y).as_flattened(),
                y: y.as_flattened(),
                is_fused,
            };
            let gradients = kernels::Gradients {
                kernel: gradient.kernel.as_mut_slice(),
                bias: gradient.bias.values_mut().map(<[T; O]>::as_mut_slice),
                x: dx,
            };
            shared::dense_gradients::<A, T>(self.affine(), seen, dy.as_flattened_mut(), gradients);
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            is_fused: bool,
        ) {
            if !is_fused {
                let x = SaveSums::rows_or(saved, y).as_flattened();
                A::differentiate_rows(level, x, y.as_flattened(), dy.as_flattened_mut(), O);
            }
            if let Some(bias) = gradient.bias.values_mut() {
                kernels::add_rows(level, dy, bias);
            }
            kernels::add_outer_products(level, x, dy, &mut gradient.kernel.data.0);
            if let Some(dx) = dx {
                kernels::transposed_products(level, &self.kernel.data.0, dy, dx);
            }
        }
    }
}
