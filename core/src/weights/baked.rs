//! From the bytes of a file into a layer, while compiling: what `weights = "…"` expands to.
#![expect(
    unsafe_code,
    reason = "a million numbers one by one take the compiler minutes; in one copy, no time"
)]

use core::mem::{MaybeUninit, offset_of};
use core::ptr;

use nalgebra::{SMatrix, SVector};

use crate::Scalar;
use crate::layers::{
    BatchNormalization, Bidirectional, Conv1d, Conv2d, ConvTranspose, Dense, DepthwiseConv, Embedding,
    GroupNormalization, Layer, LayerNormalization, NoBias, Normalization, PRelu, Recurrent, RmsNormalization,
    SeparableConv, TimeDistributed,
};

/// A layer that begins with its parameters, as [`Layer::parameters`] shows them, one behind the other.
///
/// # Safety
/// Each of [`Baked::PARTS`] lies in the layer's memory, with its share of the `PARAMS` numbers one behind the other; they may be set to
/// any value, and the layer with zeros everywhere else is one.
#[doc(hidden)]
pub unsafe trait Baked: Layer {
    /// Asserts while compiling that the parameters stand where the implementation's reason says.
    const LAYOUT: ();
    /// Where parts of the same length begin, in bytes: one, or one for each layer inside.
    const PARTS: &'static [usize] = &[0];
}

/// Layers that begin with the fields that are named. Of the layout, what can be asserted is: the offsets, and that there is no
/// padding before or between the numbers.
macro_rules! baked_layers {
    ($([$($generics:tt)+] $layer:ty { $($field:ident: $type:ty),+ };)+) => {$(
        // SAFETY: the layers are `repr(C)`: first these fields in the order in which they are shown, each an array of numbers or
        // nothing, all aligned as a number is; then nothing. `LAYOUT` asserts so. Any bits are a number: `Scalar` is sealed,
        // and is `f32` or `f64`.
        unsafe impl<T: Scalar, $($generics)+> Baked for $layer
        where
            Self: Layer<Scalar = T>,
        {
            const LAYOUT: () = {
                let mut end = 0;
                $(
                    assert!(offset_of!(Self, $field) == end, "the parameters stand one behind the other");
                    end += size_of::<$type>();
                )+
                assert!(end == Self::PARAMS * size_of::<T>(), "the last field ends where the parameters do");
                assert!(end <= size_of::<Self>(), "the parameters are inside of the layer");
            };
        }
    )+};
}

baked_layers! {
    [const I: usize, const O: usize, A, W] Dense<T, I, O, A, SVector<T, O>, W> {
        kernel: SMatrix<T, O, I>, bias: SVector<T, O>
    };
    [const I: usize, const O: usize, A, W] Dense<T, I, O, A, NoBias, W> { kernel: SMatrix<T, O, I> };
    [X, Y, K, const P: usize, const F: usize, A, W] Conv1d<T, X, Y, K, P, F, A, SVector<T, F>, W> {
        kernel: SMatrix<T, F, P>, bias: SVector<T, F>
    };
    [X, Y, K, const P: usize, const F: usize, A, W] Conv1d<T, X, Y, K, P, F, A, NoBias, W> { kernel: SMatrix<T, F, P> };
    [X, Y, K, const P: usize, const F: usize, A, W] Conv2d<T, X, Y, K, P, F, A, SVector<T, F>, W> {
        kernel: SMatrix<T, F, P>, bias: SVector<T, F>
    };
    [X, Y, K, const P: usize, const F: usize, A, W] Conv2d<T, X, Y, K, P, F, A, NoBias, W> { kernel: SMatrix<T, F, P> };
    [X, Y, K, const P: usize, const F: usize, A, W] DepthwiseConv<T, X, Y, K, P, F, A, SVector<T, F>, W> {
        kernel: SMatrix<T, F, P>, bias: SVector<T, F>
    };
    [X, Y, K, const P: usize, const F: usize, A, W] DepthwiseConv<T, X, Y, K, P, F, A, NoBias, W> {
        kernel: SMatrix<T, F, P>
    };
    [X, Y, K, const P: usize, const C: usize, const F: usize, A, W] ConvTranspose<T, X, Y, K, P, C, F, A, SVector<T, F>, W> {
        kernel: SMatrix<T, C, P>, bias: SVector<T, F>
    };
    [X, Y, K, const P: usize, const C: usize, const F: usize, A, W] ConvTranspose<T, X, Y, K, P, C, F, A, NoBias, W> {
        kernel: SMatrix<T, C, P>
    };
    [X, D, Y, K, const P: usize, const M: usize, const F: usize, A, W]
        SeparableConv<T, X, D, Y, K, P, M, F, A, SVector<T, F>, W>
    {
        depthwise_kernel: SMatrix<T, M, P>, pointwise_kernel: SMatrix<T, F, M>, bias: SVector<T, F>
    };
    [X, D, Y, K, const P: usize, const M: usize, const F: usize, A, W] SeparableConv<T, X, D, Y, K, P, M, F, A, NoBias, W> {
        depthwise_kernel: SMatrix<T, M, P>, pointwise_kernel: SMatrix<T, F, M>
    };
    [S, const N: usize] Normalization<T, S, N> { mean: SVector<T, N>, variance: SVector<T, N> };
    [S, const N: usize, const X: usize, W] PRelu<T, S, N, X, W> { alpha: SVector<T, N> };
    [const N: usize, const V: usize, const C: usize, W] Embedding<T, N, V, C, W> { embeddings: SMatrix<T, C, V> };
    [S, const N: usize, const X: usize, const E: u64] RmsNormalization<T, S, N, X, E> { scale: SVector<T, N> };
}

/// Layers with gamma and beta, with each of them or without.
macro_rules! baked_normalizations {
    ($($gamma:ty, $beta:ty;)+) => {
        baked_layers! {$(
            [S, const N: usize, const X: usize, const E: u64] LayerNormalization<T, S, N, $gamma, $beta, X, E> {
                gamma: $gamma, beta: $beta
            };
            [S, const C: usize, const N: usize, const E: u64] GroupNormalization<T, S, C, N, $gamma, $beta, E> {
                gamma: $gamma, beta: $beta
            };
            [S, const N: usize, const M: u64, const E: u64] BatchNormalization<T, S, N, $gamma, $beta, M, E> {
                gamma: $gamma, beta: $beta, moving_mean: SVector<T, N>, moving_variance: SVector<T, N>
            };
        )+}
    };
}

baked_normalizations! {
    SVector<T, N>, SVector<T, N>;
    SVector<T, N>, NoBias;
    NoBias, SVector<T, N>;
    NoBias, NoBias;
}

/// Recurrent layers, with this bias.
macro_rules! baked_recurrent {
    ($($bias:ty;)+) => {
        baked_layers! {$(
            [Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, W, O]
            Recurrent<T, Z, S, C, Y, U, G, $bias, W, O> {
                kernel: SMatrix<T, G, C>, recurrent_kernel: SMatrix<T, G, U>, bias: $bias
            };
        )+}
    };
}

baked_recurrent! {
    SVector<T, G>;
    SMatrix<T, G, 2>;
    NoBias;
}

// SAFETY: the layer is `repr(C)`: two layers, which lie one behind the other, each with the parameters that it says.
unsafe impl<F: Baked, const S: usize, const C: usize, Y, M> Baked for Bidirectional<F, S, C, Y, M>
where
    Self: Layer<Scalar = F::Scalar>,
{
    const LAYOUT: () = {
        const { F::LAYOUT };
        assert!(
            F::PARTS.len() == 1 && Self::PARAMS == 2 * F::PARAMS,
            "two layers of one part each"
        );
        assert!(
            offset_of!(Self, forward_layer) == 0,
            "the one that goes forward is the first"
        );
    };
    const PARTS: &'static [usize] = &[0, offset_of!(Self, backward_layer)];
}

// SAFETY: the layer is `repr(C)` and begins with the layer inside, whose parameters it has.
unsafe impl<K: Baked, const S: usize, X, Y> Baked for TimeDistributed<K, S, X, Y>
where
    Self: Layer<Scalar = K::Scalar>,
{
    const LAYOUT: () = {
        const { K::LAYOUT };
        assert!(
            offset_of!(Self, layer) == 0 && Self::PARAMS == K::PARAMS,
            "the layer inside is all"
        );
    };
    const PARTS: &'static [usize] = K::PARTS;
}

/// A layer whose parameters stand in `bytes`, little-endian: for each one where it starts, and how many numbers it has.
///
/// # Panics
/// While compiling, where `bytes` or the layer do not hold as many.
#[doc(hidden)]
pub const fn baked<L: Baked>(bytes: &[u8], parameters: &[(usize, usize)]) -> L {
    const { L::LAYOUT };
    let number = size_of::<L::Scalar>();
    let part = if L::PARAMS == 0 { 1 } else { L::PARAMS / L::PARTS.len() };
    let mut layer = MaybeUninit::<L>::zeroed();
    let place = layer.as_mut_ptr().cast::<u8>();
    let mut written = 0;
    let mut i = 0;
    while i < parameters.len() {
        let (start, count) = parameters[i];
        assert!(count <= L::PARAMS - written, "the layer has fewer parameters");
        let (_, source) = bytes.split_at(start);
        let (source, _) = source.split_at(count * number);
        assert!(
            count == 0 || count <= part - written % part,
            "a parameter lies in one part"
        );
        let first = if written == L::PARAMS {
            0
        } else {
            L::PARTS[written / part] + written % part * number
        };
        // SAFETY: a part of the layer begins there, which has room for `count` more numbers.
        let place = unsafe { place.add(first) };
        // SAFETY: `source` has so many bytes, there is room for as many numbers, and the layer is a value of its own.
        unsafe { ptr::copy_nonoverlapping(source.as_ptr(), place, source.len()) };
        if cfg!(target_endian = "big") {
            // SAFETY: as above.
            reverse_each(unsafe { core::slice::from_raw_parts_mut(place, source.len()) }, number);
        }
        written += count;
        i += 1;
    }
    assert!(written == L::PARAMS, "the layer has more parameters");
    // SAFETY: all zeros are a layer, as `Zeroable` says; `Baked` says that it stays one with any parameters.
    unsafe { layer.assume_init() }
}

const fn reverse_each(bytes: &mut [u8], length: usize) {
    let mut i = 0;
    while i < bytes.len() {
        let mut j = 0;
        while j < length / 2 {
            bytes.swap(i + j, i + length - 1 - j);
            j += 1;
        }
        i += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activations::Linear;
    use crate::layers::Window;
    use crate::shape::{Features, Image};

    type Wide = Dense<f64, 2, 3>;
    type Bare = Dense<f32, 2, 3, Linear, NoBias>;
    type Normalized = BatchNormalization<f32, Features<3>, 3, NoBias>;
    type State = crate::layers::Gru<f32, 4, 2, Features<3>, 3, 9>;
    type Filters = Conv2d<f32, Image<2, 2, 1>, Image<2, 2, 3>, Window<1, 1>, 1, 3>;

    /// What the layer shows of itself is what stood in the bytes, whatever lies between.
    fn holds<L: Baked>(counts: &[usize]) {
        let number = size_of::<L::Scalar>();
        let mut bytes = std::vec![0xff_u8];
        let mut parameters = std::vec::Vec::new();
        for count in counts {
            parameters.push((bytes.len(), *count));
            for _ in 0..*count {
                let value = <L::Scalar as Scalar>::from_f64(bytes.len() as f64);
                let start = bytes.len();
                bytes.extend_from_slice(bytemuck::bytes_of(&value));
                if cfg!(target_endian = "big") {
                    bytes[start..].reverse();
                }
            }
            bytes.extend([0xff; 5]);
        }
        let layer: L = baked(&bytes, &parameters);
        let mut shown = parameters.iter();
        layer.parameters(&mut |_, values| {
            let (start, count) = shown.next().unwrap();
            assert_eq!(values.len(), *count);
            for (i, value) in values.iter().enumerate() {
                assert_eq!(value.to_f64(), (start + i * number) as f64);
            }
        });
        assert!(shown.next().is_none());
    }

    #[test]
    fn parameters_stand_where_they_are_shown() {
        static COMPILED: Bare = baked(&[0; 24], &[(0, 6)]);

        holds::<Wide>(&[6, 3]);
        holds::<Bare>(&[6]);
        holds::<Filters>(&[3, 3]);
        holds::<Normalized>(&[3, 3, 3]);
        holds::<State>(&[18, 27, 18]);
        holds::<Bidirectional<State, 4, 2, Features<6>>>(&[18, 27, 18, 18, 27, 18]);
        assert_eq!(COMPILED, Bare::ZERO);
    }

    #[test]
    #[should_panic(expected = "the layer has more parameters")]
    fn too_few_numbers() {
        let _: Wide = baked(&[0; 48], &[(0, 6)]);
    }

    #[test]
    #[should_panic(expected = "mid > len")]
    fn bytes_that_are_not_there() {
        let _: Bare = baked(&[0; 23], &[(0, 6)]);
    }
}
