//! The shape rules, asked once more by the layers' types: what a macro checked, and what was written by hand.

use core::fmt;

use layerproof_rules as rules;
use layerproof_rules::Padding;

use crate::shape::Shape;

/// Whether a layer's rule leads from one shape to the other.
pub(super) const fn fits<I: Shape, O: Shape>(layer: rules::Layer) -> bool {
    let Some(input) = rules::Shape::from_sizes(I::DIMS) else {
        return false;
    };
    let (Ok(given), Some(wanted)) = (layer.output(input), rules::Shape::from_sizes(O::DIMS)) else {
        return false;
    };
    let ([a, b, c], [d, e, f]) = (given.sizes(), wanted.sizes());
    a == d && b == e && c == f && given.rank() == wanted.rank()
}

/// Writes `, strides = 2` or `, strides = (2, 1)` where it is not the default, and `, padding = Same`.
pub(super) fn describe_window(
    f: &mut fmt::Formatter<'_>,
    (vertical, horizontal): (usize, usize),
    default: (usize, usize),
    padding: Padding,
) -> fmt::Result {
    if (vertical, horizontal) != default {
        if vertical == horizontal {
            write!(f, ", strides = {vertical}")?;
        } else {
            write!(f, ", strides = ({vertical}, {horizontal})")?;
        }
    }
    match padding {
        Padding::Valid => Ok(()),
        Padding::Same => f.write_str(", padding = Same"),
        Padding::Causal => f.write_str(", padding = Causal"),
    }
}
