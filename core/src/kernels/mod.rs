//! The hot loops. They know numbers and fixed sizes, and nothing of layers.

mod dense;

pub use self::dense::{add_outer_products, add_rows, matrix_vector, transposed_products};
