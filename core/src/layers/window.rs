//! The window of convolutions and pooling, and the taps of a convolution over steps.

/// The size of a window that moves over an image, its strides, which are how far it moves down and across, and its dilation: how
/// far apart the rows and the columns are that a convolution multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window<
    const H: usize,
    const W: usize,
    const SH: usize = 1,
    const SW: usize = 1,
    const DH: usize = 1,
    const DW: usize = 1,
>;

/// The kernel of a convolution over a sequence: how many steps it multiplies, how far it moves, how far apart those steps
/// are, and whether all padding comes before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taps<const COUNT: usize, const STRIDE: usize = 1, const DILATION: usize = 1, const CAUSAL: bool = false>;

/// The steps under a window that moves over a sequence, and its stride: how far it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window1d<const K: usize, const S: usize = 1>;
