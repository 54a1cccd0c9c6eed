//! What flows between two layers.

/// No value of a model has more numbers than this: eight bytes each must fit into the address space.
pub const LARGEST: usize = isize::MAX as usize / 8;

/// No model has more parameters than this: the compiler evaluates a model of zeros, and takes about 24 bytes of memory for
/// each of type `f32`.
pub const MAX_PARAMETERS: usize = 1 << 27;

/// The shape of one sample between two layers, channels last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// So many features.
    Vector(usize),
    /// Steps, channels.
    Sequence(usize, usize),
    /// Height, width, channels.
    Image(usize, usize, usize),
}

impl Shape {
    /// A shape from one, two or three sizes; more than three, or none, is no shape.
    pub const fn from_sizes(sizes: &[usize]) -> Option<Self> {
        match *sizes {
            [features] => Some(Self::Vector(features)),
            [steps, channels] => Some(Self::Sequence(steps, channels)),
            [height, width, channels] => Some(Self::Image(height, width, channels)),
            _ => None,
        }
    }

    /// The three sizes, missing ones in front being 1: what [`rank`](Self::rank) says belongs to the shape.
    pub const fn sizes(self) -> [usize; 3] {
        match self {
            Self::Vector(features) => [1, 1, features],
            Self::Sequence(steps, channels) => [1, steps, channels],
            Self::Image(height, width, channels) => [height, width, channels],
        }
    }

    /// One of the sizes; 1 beyond the last.
    pub const fn size(self, axis: usize) -> usize {
        match (self, axis) {
            (Self::Vector(size) | Self::Sequence(size, _) | Self::Image(size, _, _), 0)
            | (Self::Sequence(_, size) | Self::Image(_, size, _), 1)
            | (Self::Image(_, _, size), 2) => size,
            _ => 1,
        }
    }

    /// Whether this is that shape: `==` in a const function.
    pub const fn is(self, other: Self) -> bool {
        let ([a, b, c], [d, e, f]) = (self.sizes(), other.sizes());
        self.rank() == other.rank() && a == d && b == e && c == f
    }

    /// The same shape with another size along one axis.
    pub(crate) const fn with_size(self, axis: usize, size: usize) -> Self {
        match (self, axis) {
            (Self::Vector(_), _) => Self::Vector(size),
            (Self::Sequence(_, channels), 0) => Self::Sequence(size, channels),
            (Self::Sequence(steps, _), _) => Self::Sequence(steps, size),
            (Self::Image(_, width, channels), 0) => Self::Image(size, width, channels),
            (Self::Image(height, _, channels), 1) => Self::Image(height, size, channels),
            (Self::Image(height, width, _), _) => Self::Image(height, width, size),
        }
    }

    /// The shape of this kind whose sizes are all 1.
    pub(crate) const fn ones(self) -> Self {
        match self {
            Self::Vector(_) => Self::Vector(1),
            Self::Sequence(..) => Self::Sequence(1, 1),
            Self::Image(..) => Self::Image(1, 1, 1),
        }
    }

    /// How many sizes the shape has.
    pub const fn rank(self) -> usize {
        match self {
            Self::Vector(_) => 1,
            Self::Sequence(..) => 2,
            Self::Image(..) => 3,
        }
    }

    /// The size of the last axis: features or channels.
    pub const fn channels(self) -> usize {
        let [_, _, channels] = self.sizes();
        channels
    }

    /// How many numbers a sample of this shape holds; `None` where they are too many to address.
    pub const fn values(self) -> Option<usize> {
        let [height, width, channels] = self.sizes();
        product(&[height, width, channels])
    }

    /// Whether a size is zero.
    pub const fn has_zero(self) -> bool {
        let [height, width, channels] = self.sizes();
        height == 0 || width == 0 || channels == 0
    }
}

/// The product of all factors, or `None` where it exceeds [`LARGEST`].
pub(crate) const fn product(factors: &[usize]) -> Option<usize> {
    let mut product = 1_usize;
    let mut rest = factors;
    while let [first, others @ ..] = rest {
        product = match product.checked_mul(*first) {
            Some(next) if next <= LARGEST => next,
            _ => return None,
        };
        rest = others;
    }
    Some(product)
}
