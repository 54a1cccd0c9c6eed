//! The window of convolutions and pooling.

/// The size of a window that moves over an image, and its strides: how far it moves down and across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window<const H: usize, const W: usize, const SH: usize = 1, const SW: usize = 1>;

/// The steps under a window that moves over a sequence, and its stride: how far it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window1d<const K: usize, const S: usize = 1>;
