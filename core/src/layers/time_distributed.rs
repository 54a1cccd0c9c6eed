//! A layer at each step of a sequence.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Ending, In, Layer, Out, ParameterInfo, Port, Ref};
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// The steps that a layer without room of its own takes side by side.
const SIDE_BY_SIDE: usize = 4;

/// The layer `K` at each of `S` steps, with one set of weights,
/// [`keras.layers.TimeDistributed`](https://keras.io/api/layers/recurrent_layers/time_distributed/).
///
/// From the shape `X`, whose first axis are the steps and whose others are what `K` takes, to `Y`, likewise.
///
/// ```
/// use layerproof::layers::{Dense, Layer, TimeDistributed};
/// use layerproof::shape::Sequence;
///
/// let mut layer = TimeDistributed::<Dense<f32, 2, 1>, 3, Sequence<3, 2>, Sequence<3, 1>>::ZERO;
/// layer.layer.kernel.fill(1.0);
/// assert_eq!(layer.call(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [[3.0], [7.0], [11.0]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "K: Zeroable")]
#[repr(C)]
pub struct TimeDistributed<K, const S: usize, X, Y>
where
    X: 'static,
    Y: 'static,
{
    /// The layer at each step.
    pub layer: K,
    settings: PhantomData<(X, Y)>,
}

/// Whether a shape is that of so many steps.
const fn is_of_steps(dims: &[usize], steps: usize, of_step: &[usize]) -> bool {
    let [first, rest @ ..] = dims else { return false };
    if *first != steps || rest.len() != of_step.len() {
        return false;
    }
    let mut i = 0;
    while i < rest.len() {
        if rest[i] != of_step[i] {
            return false;
        }
        i += 1;
    }
    true
}

impl<K, const S: usize, X, Y> TimeDistributed<K, S, X, Y>
where
    K: Layer<Input: Shape>,
    X: Shape,
    Y: Shape,
{
    /// That the shapes belong together.
    const FITS: () = {
        assert!(
            is_of_steps(X::DIMS, S, <K::Input as Shape>::DIMS) && is_of_steps(Y::DIMS, S, <K::Output as Shape>::DIMS),
            "a `TimeDistributed` layer has as many steps as its input, and at each what its layer takes and gives"
        );
        assert!(
            K::BARRIERS == 0,
            "a layer that needs the whole mini-batch takes sequences itself, without `TimeDistributed`"
        );
    };

    /// The numbers of a step.
    const STEP: usize = <K::Input as Shape>::LEN;
}

impl<K, const S: usize, X, Y> Layer for TimeDistributed<K, S, X, Y>
where
    K: Layer<Input: Shape>,
    X: Shape,
    Y: Shape,
{
    type Scalar = K::Scalar;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = K::Head<Previous>;

    const STEM: &'static str = "time_distributed";
    const ZERO: Self = {
        let () = Self::FITS;
        Self {
            layer: K::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = K::PARAMS;
    const MACS: usize = S * K::MACS;
    const SCRATCH: usize = K::SCRATCH;
    const ENDING: Ending = K::ENDING;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimeDistributed<")?;
        K::describe(f)?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        let () = const { Self::FITS };
        let steps = <Out<K>>::rows_mut(y.flat_mut());
        let (groups, rest) = steps.as_chunks_mut::<SIDE_BY_SIDE>();
        let mut x = x.flat();
        for group in groups {
            let (here, after) = x.split_at_checked(SIDE_BY_SIDE * Self::STEP).unwrap_or_default();
            self.layer.infer_tile(level, <K::Input as Port>::rows(|_| here), group);
            x = after;
        }
        for y in rest {
            let (here, after) = x.split_at_checked(Self::STEP).unwrap_or_default();
            self.layer.infer(level, <K::Input as Port>::sample(|_| here), y);
            x = after;
        }
    }

    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        scratch: &mut [K::Scalar],
    ) {
        if const { K::SCRATCH == 0 } {
            return self.infer_rows(level, x, y);
        }
        // One step after the other, each in the same room.
        let Some(scratch) = scratch.get_mut(..K::SCRATCH) else {
            return;
        };
        for (x, y) in x.iter().zip(y) {
            let steps = x.flat().chunks_exact(Self::STEP);
            for (x, y) in steps.zip(<Out<K>>::rows_mut(y.flat_mut())) {
                let x = [<K::Input as Port>::sample(|_| x)];
                self.layer.infer_with(level, &x, core::array::from_mut(y), scratch);
            }
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[K::Scalar])) {
        self.layer.parameters(visit);
    }

    fn parameters_mut<const N: usize>(
        layers: [&mut Self; N],
        visit: &mut impl FnMut(ParameterInfo, [&mut [K::Scalar]; N]),
    ) {
        K::parameters_mut(layers.map(|layer| &mut layer.layer), visit);
    }
}

super::stream::stateless_steps! {
    [K: Layer<Input: Shape>, const S: usize, X: super::StepShape, Y: super::StepShape]
    TimeDistributed<K, S, X, Y>,
    |layer, level, x, y| {
        let () = const { Self::FITS };
        if let Some(y) = <Out<K>>::of_mut(Array::flat_mut(y)) {
            let x = x.get(0);
            layer.layer.infer(level, <K::Input as Port>::sample(|_| x), y);
        }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, In, Level, Out, Port, Shape, TimeDistributed};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<K, const S: usize, X, Y> TrainLayer for TimeDistributed<K, S, X, Y>
    where
        K: TrainLayer<Input: Shape>,
        X: Shape,
        Y: Shape,
    {
        type Saved = [K::Saved; S];
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            const {
                assert!(
                    size_of::<K::Tape<1>>() == 0,
                    "a model that is a layer cannot stand in `TimeDistributed`: put each of its layers there"
                );
            };
            self.layer.initialize(rng);
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
            let x = <K::Input as Port>::rows(|_| Array::flat_rows(x));
            let y = <Out<K>>::rows_mut(Array::flat_rows_mut(y));
            self.layer
                .compute(level, x, y, saved.as_flattened_mut(), noise.of_steps(S));
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
            let x = <K::Input as Port>::rows(|_| Array::flat_rows(x));
            let y = <Out<K>>::rows(Array::flat_rows(y));
            let dy = <Out<K>>::rows_mut(Array::flat_rows_mut(dy));
            let mut dx = dx.map(Array::flat_rows_mut);
            let dx = <K::Input as Port>::gradients(|_| dx.take());
            let saved = saved.as_flattened();
            self.layer
                .differentiate(level, x, y, saved, dy, dx, &mut gradient.layer, is_fused);
        }
    }
}
