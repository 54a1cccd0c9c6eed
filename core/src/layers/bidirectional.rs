//! A recurrent layer in each direction.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::recurrent::Directed;
use super::{HeadShape, In, Layer, Name, Out, ParameterInfo, Ref};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::shape::{Array, Sequence};

/// Two layers like `F`, one from the first step on and one from the last, and what both give taken together,
/// [`keras.layers.Bidirectional`](https://keras.io/api/layers/recurrent_layers/bidirectional/), after Schuster and Paliwal 1997.
///
/// Over a sequence of `S` steps of `C` channels; `F` is a [`Recurrent`](super::Recurrent) layer. With `return_sequences` what the
/// second gives is turned back into the order of the steps. `Y` is what comes out: for [`Concat`], the default merge `M`, twice as
/// wide as what `F` gives, first the values of the layer that goes forward.
///
/// ```
/// use layerproof::activations::Linear;
/// use layerproof::layers::{Bidirectional, Layer, SimpleRnn, SimpleRnnCell};
/// use layerproof::shape::Sequence;
///
/// // The sums of the steps so far, and of those that are left.
/// type Sum = SimpleRnn<f32, 3, 1, Sequence<3, 1>, 1, SimpleRnnCell<Linear>>;
/// let mut layer = Bidirectional::<Sum, 3, 1, Sequence<3, 2>>::ZERO;
/// for sum in [&mut layer.forward_layer, &mut layer.backward_layer] {
///     sum.kernel.fill(1.0);
///     sum.recurrent_kernel.fill(1.0);
/// }
/// assert_eq!(layer.call(&[[1.0], [2.0], [4.0]]), [[1.0, 7.0], [3.0, 6.0], [7.0, 4.0]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "F: Zeroable")]
#[repr(C)]
pub struct Bidirectional<F, const S: usize, const C: usize, Y, M = Concat>
where
    Y: 'static,
    M: 'static,
{
    /// The layer that goes forward.
    pub forward_layer: F,
    /// The layer that goes backward.
    pub backward_layer: F,
    settings: PhantomData<(Y, M)>,
}

/// How the values of both directions are taken together.
pub trait MergeMode: Copy + PartialEq + Send + Sync + 'static {
    /// As it is written: `Concat`.
    const NAME: &'static str;
    /// Whether they stand one behind the other.
    const CONCATENATES: bool = false;
    /// Takes the value of the second direction to that of the first.
    fn merge<T: Scalar>(first: T, second: T) -> T;
    /// The derivative of the merged value with respect to a direction's, `other` being the value of the other direction.
    fn slope<T: Scalar>(other: T) -> T;
}

macro_rules! merge_modes {
    ($($(#[$doc:meta])* $name:ident: $concatenates:literal, $merge:expr, $slope:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl MergeMode for $name {
            const NAME: &'static str = stringify!($name);
            const CONCATENATES: bool = $concatenates;
            #[inline(always)]
            fn merge<T: Scalar>(first: T, second: T) -> T {
                let merge: fn(T, T) -> T = $merge;
                merge(first, second)
            }
            #[inline(always)]
            fn slope<T: Scalar>(other: T) -> T {
                let slope: fn(T) -> T = $slope;
                slope(other)
            }
        }
    )+};
}

merge_modes! {
    /// The values of both directions of a [`Bidirectional`], one behind the other.
    Concat: true, |_, second| second, |_| T::ONE;
    /// The sum of the values of both directions of a [`Bidirectional`].
    Sum: false, |first, second| first + second, |_| T::ONE;
    /// The product of the values of both directions of a [`Bidirectional`].
    Mul: false, |first, second| first * second, |other| other;
    /// The mean of the values of both directions of a [`Bidirectional`].
    Ave: false, |first, second| (first + second) * T::from_f64(0.5), |_| T::from_f64(0.5);
}

impl<F, const S: usize, const C: usize, Y, M> Bidirectional<F, S, C, Y, M>
where
    F: Directed<Input = Sequence<S, C>>,
    Y: HeadShape,
    M: MergeMode,
{
    /// The numbers of a row that comes out.
    const WIDTH: usize = if M::CONCATENATES { 2 * F::UNITS } else { F::UNITS };

    /// That the sizes belong together.
    const FITS: () = {
        let rows = if F::SEQUENCES { S } else { 1 };
        assert!(
            Y::LAST == Self::WIDTH && Y::LEN == rows * Self::WIDTH && Y::DIMS.len() == 1 + F::SEQUENCES as usize,
            "a `Bidirectional` gives what its layer gives, twice as wide where both directions are concatenated"
        );
    };

    /// Whether the layer begins with the last step.
    const fn is_reversed(direction: usize) -> bool {
        F::BACKWARDS != (direction == 1)
    }

    /// The row that the state after the `k`th step of a direction goes to, if it is given.
    #[inline(always)]
    const fn row(direction: usize, k: usize) -> Option<usize> {
        if F::SEQUENCES {
            // What goes backward is turned back.
            Some(if direction == 1 { S - 1 - k } else { k })
        } else if k + 1 == S {
            Some(0)
        } else {
            None
        }
    }

    /// The values of a direction in a row.
    #[inline(always)]
    fn part<T>(row: &mut [T], direction: usize) -> &mut [T] {
        let from = if M::CONCATENATES { direction * F::UNITS } else { 0 };
        row.get_mut(from..from + F::UNITS).unwrap_or_default()
    }

    /// Puts the state after the `k`th step of a direction where it belongs.
    #[inline(always)]
    fn put<T: Scalar>(y: &mut [T], direction: usize, k: usize, h: &[T]) {
        let row = Self::row(direction, k).and_then(|row| y.chunks_exact_mut(Self::WIDTH).nth(row));
        let Some(row) = row else { return };
        for (y, &h) in Self::part(row, direction).iter_mut().zip(h) {
            *y = if direction == 0 { h } else { M::merge(*y, h) };
        }
    }
}

impl<F, const S: usize, const C: usize, Y, M> Layer for Bidirectional<F, S, C, Y, M>
where
    F: Directed<Input = Sequence<S, C>>,
    Y: HeadShape,
    M: MergeMode,
{
    type Scalar = F::Scalar;
    type Input = Sequence<S, C>;
    type Output = Y;
    type Head<Previous: Head> = Y::Head<Linear>;

    const STEM: &'static str = "bidirectional";
    const ZERO: Self = {
        let () = Self::FITS;
        Self {
            forward_layer: F::ZERO,
            backward_layer: F::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = 2 * F::PARAMS;
    const MACS: usize = 2 * F::MACS;
    const SCRATCH: usize = F::SCRATCH;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bidirectional<")?;
        F::describe(f)?;
        if !M::CONCATENATES {
            write!(f, ", merge_mode = {}", M::NAME)?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        let () = const { Self::FITS };
        // Each direction makes its own room.
        for (direction, layer) in [&self.forward_layer, &self.backward_layer].into_iter().enumerate() {
            layer.walk_alone(level, x, Self::is_reversed(direction), |k, h| {
                Self::put(y.flat_mut(), direction, k, h);
            });
        }
    }

    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        scratch: &mut [F::Scalar],
    ) {
        let () = const { Self::FITS };
        for (x, y) in x.iter().zip(y) {
            for (direction, layer) in [&self.forward_layer, &self.backward_layer].into_iter().enumerate() {
                layer.walk(level, x, Self::is_reversed(direction), scratch, |k, h| {
                    Self::put(y.flat_mut(), direction, k, h);
                });
            }
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[F::Scalar])) {
        for (name, layer) in NAMES.into_iter().zip([&self.forward_layer, &self.backward_layer]) {
            layer.parameters(&mut |parameter, values| visit(parameter.inside(name), values));
        }
    }

    fn parameters_mut<const K: usize>(
        layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [F::Scalar]; K]),
    ) {
        let mut layers = layers;
        let [forward, backward] = NAMES;
        let each = layers.each_mut().map(|layer| &mut layer.forward_layer);
        F::parameters_mut(each, &mut |parameter, values| visit(parameter.inside(forward), values));
        let each = layers.map(|layer| &mut layer.backward_layer);
        F::parameters_mut(each, &mut |parameter, values| visit(parameter.inside(backward), values));
    }
}

/// What the two layers are called in files.
const NAMES: [Name; 2] = [Name::Field("forward_layer"), Name::Field("backward_layer")];

#[cfg(feature = "train")]
mod train {
    use super::{Array, Bidirectional, HeadShape, In, Level, MergeMode, Out, Sequence};
    use crate::kernels::{GOLDEN, mix};
    use crate::layers::TrainLayer;
    use crate::layers::recurrent::TrainDirected;
    use crate::tape::Noise;

    impl<F, const S: usize, const C: usize, Y, M> TrainLayer for Bidirectional<F, S, C, Y, M>
    where
        F: TrainDirected<Input = Sequence<S, C>>,
        Y: HeadShape,
        M: MergeMode,
    {
        type Saved = [F::Saved; 2];
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            self.forward_layer.initialize(rng);
            self.backward_layer.initialize(rng);
        }

        #[inline(always)]
        fn compute<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &mut [Out<Self>],
            saved: &mut [Self::Saved],
            noise: Noise,
        ) {
            for (row, ((x, y), saved)) in x.iter().zip(y).zip(saved).enumerate() {
                let seed = noise.of_sample(row);
                let layers = [(&self.forward_layer, seed), (&self.backward_layer, mix(seed ^ GOLDEN))];
                for (direction, ((layer, seed), saved)) in layers.into_iter().zip(saved).enumerate() {
                    layer.walk_and_save(level, x, Self::is_reversed(direction), saved, seed);
                    for k in 0..S {
                        Self::put(y.flat_mut(), direction, k, F::state(saved, k));
                    }
                }
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            _: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            mut dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            _: bool,
        ) {
            for (row, ((x, saved), dy)) in x.iter().zip(saved).zip(dy).enumerate() {
                let gradients = [&mut gradient.forward_layer, &mut gradient.backward_layer];
                let layers = [&self.forward_layer, &self.backward_layer];
                for (direction, (layer, gradient)) in layers.into_iter().zip(gradients).enumerate() {
                    let [own, other] = if direction == 0 {
                        let [forward, backward] = saved;
                        [forward, backward]
                    } else {
                        let [forward, backward] = saved;
                        [backward, forward]
                    };
                    let dy: &[F::Scalar] = dy.flat();
                    let dh = |k: usize, dh: &mut [F::Scalar]| {
                        let row = Self::row(direction, k).and_then(|row| dy.chunks_exact(Self::WIDTH).nth(row));
                        let Some(row) = row else { return };
                        let from = if M::CONCATENATES { direction * F::UNITS } else { 0 };
                        // Of a sequence the other direction computed this row at the other end.
                        let there = F::state(other, if F::SEQUENCES { S - 1 - k } else { k });
                        let parts = row.get(from..).unwrap_or_default().iter().zip(there);
                        for (dh, (&dy, &there)) in dh.iter_mut().zip(parts) {
                            *dh += dy * M::slope(there);
                        }
                    };
                    let dx = dx.as_deref_mut().and_then(|dx| dx.get_mut(row));
                    let is_reversed = Self::is_reversed(direction);
                    layer.walk_back(level, x, is_reversed, own, dh, dx, direction == 1, gradient);
                }
            }
        }
    }
}
