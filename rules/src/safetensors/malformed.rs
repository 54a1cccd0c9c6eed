//! What can be wrong with the bytes of a file, before anybody asks for a tensor.

use core::fmt;

/// Why some bytes are not a whole safetensors file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// Not even the header's length is there.
    Short {
        /// So many bytes are.
        bytes: usize,
    },
    /// The header reaches beyond the end.
    HeaderLength {
        /// Its length by the first eight bytes.
        length: u64,
        /// So many bytes follow.
        follow: usize,
    },
    /// The header is longer than [`LONGEST_HEADER`](super::LONGEST_HEADER).
    HeaderTooLong {
        /// Its length.
        length: u64,
    },
    /// There are more tensors than [`MAX_TENSORS`](super::MAX_TENSORS).
    TooManyTensors,
    /// The header is not UTF-8.
    NotText {
        /// The first byte that is not, counted from the header's start.
        at: usize,
    },
    /// The header is not the JSON that it should be.
    Json {
        /// Where, in bytes from the header's start.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A tensor contradicts itself.
    Tensor {
        /// Where it stands, in bytes from the header's start.
        at: usize,
        /// What it does.
        fault: &'static str,
    },
    /// The tensors do not take up the bytes behind the header one by one.
    Extent {
        /// How many bytes there are in the file.
        bytes: usize,
    },
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short { bytes } => write!(f, "the header's length takes 8 bytes, but there are {bytes}"),
            Self::HeaderLength { length, follow } => {
                write!(
                    f,
                    "by its first 8 bytes the header has {length} bytes, but {follow} follow"
                )
            }
            Self::HeaderTooLong { length } => {
                write!(
                    f,
                    "its header has {length} bytes, more than the {} that are read",
                    super::LONGEST_HEADER
                )
            }
            Self::TooManyTensors => write!(f, "it has more than {} tensors", super::MAX_TENSORS),
            Self::NotText { at } => write!(f, "byte {at} of its header is not UTF-8"),
            Self::Json { at, expected } => write!(f, "byte {at} of its header: expected {expected}"),
            Self::Tensor { at, fault } => write!(f, "the tensor at byte {at} of its header {fault}"),
            Self::Extent { bytes } => write!(
                f,
                "its {bytes} bytes are not as many as its header says: it was cut off, or something follows the last tensor"
            ),
        }
    }
}

impl core::error::Error for Malformed {}
