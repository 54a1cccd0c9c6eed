//! The shape between each two layers, as far as the macro knows it.

use super::names::{Names, number};
use crate::check::Output;
use crate::model::{Kind, Model, Size};
use crate::syntax::Form;
use proc_macro2::{Span, TokenStream};

/// One size of a shape.
#[derive(Clone, Debug)]
pub(super) enum Dim {
    /// A number.
    Known(usize),
    /// What the user wrote for it.
    Written(Size),
    /// What the rules make of constants: this axis of what comes out at this position.
    Derived { position: usize, axis: usize, text: String },
}

impl Dim {
    /// The size as an argument of a type.
    pub(super) fn argument(&self, names: &Names) -> TokenStream {
        match self {
            Self::Known(size) => number(*size, Span::call_site()),
            Self::Written(size) => names.size_argument(size),
            Self::Derived { position, axis, .. } => names.derived("size", &[*position, *axis]),
        }
    }

    /// The size as a person reads it.
    pub(super) fn text(&self) -> String {
        match (self, self.known()) {
            (_, Some(size)) => size.to_string(),
            (Self::Written(size), None) => format!("`{}`", size.text),
            (Self::Derived { text, .. }, None) => text.clone(),
            (Self::Known(_), None) => String::new(),
        }
    }

    pub(super) fn is_derived(&self) -> bool {
        matches!(self, Self::Derived { .. })
    }

    pub(super) fn known(&self) -> Option<usize> {
        match self {
            Self::Known(size) => Some(*size),
            Self::Written(size) => size.literal(),
            Self::Derived { .. } => None,
        }
    }
}

/// The sizes of a shape, one to three.
pub(super) type Dims = Vec<Dim>;

/// The shape after the input and after each layer. `None` where a mistake leaves even the number of axes open, or where
/// a layer cannot take so many.
///
/// In the item form every constant goes through the rules first, so that the user's own tokens are compiled once and what
/// is wrong with them is said once.
pub(super) fn all(model: &Model, outputs: &[Output]) -> Vec<Option<Dims>> {
    let is_item = matches!(model.form, Form::Item { .. });
    let mut shapes: Vec<Option<Dims>> = Vec::new();
    for (position, output) in outputs.iter().enumerate() {
        let dims = match (output, position.checked_sub(1)) {
            (Output::Known(shape), _) => Some(known(*shape)),
            (Output::Unknown, _) => None,
            (Output::Constant(_), None) => model.input.sizes.as_ref().map(|sizes| written(sizes)),
            (Output::Constant(_), Some(before)) => {
                let kind = model.layers.get(before).map(|layer| &layer.kind);
                let given = shapes.get(before).and_then(Option::as_ref);
                kind.and_then(|kind| after(kind, given, position))
            }
        };
        let is_derived = is_item && matches!(output, Output::Constant(_));
        let derive = |(axis, dim): (usize, Dim)| match dim.known() {
            _ if is_derived => Dim::Derived {
                position,
                axis,
                text: dim.text(),
            },
            Some(size) => Dim::Known(size),
            None => dim,
        };
        shapes.push(dims.map(|dims| dims.into_iter().enumerate().map(derive).collect()));
    }
    shapes
}

fn known(shape: layerproof_rules::Shape) -> Dims {
    let sizes = shape.sizes();
    sizes
        .iter()
        .skip(sizes.len() - shape.rank())
        .map(|size| Dim::Known(*size))
        .collect()
}

/// What the user wrote.
pub(super) fn written(sizes: &[Size]) -> Dims {
    sizes.iter().cloned().map(Dim::Written).collect()
}

/// What comes out of a layer, of what goes in.
fn after(kind: &Kind, given: Option<&Dims>, position: usize) -> Option<Dims> {
    let derived = |axis| Dim::Derived {
        position,
        axis,
        text: "…".to_owned(),
    };
    match (kind, given?.as_slice()) {
        (Kind::Dense(dense), _) => Some(vec![Dim::Written(dense.units.clone())]),
        (Kind::Reshape { shape }, _) => Some((0..shape.len()).map(derived).collect()),
        (Kind::Conv2d(conv), [_, _, _]) => Some(vec![derived(0), derived(1), Dim::Written(conv.filters.clone())]),
        (Kind::MaxPooling2d(_), [_, _, channels]) => Some(vec![derived(0), derived(1), channels.clone()]),
        (Kind::GlobalAveragePooling2d, [_, _, channels]) => Some(vec![channels.clone()]),
        (Kind::Activation(_) | Kind::Dropout { .. }, dims) => Some(dims.to_vec()),
        (Kind::Flatten, [features]) => Some(vec![features.clone()]),
        (Kind::Flatten, _) => Some(vec![derived(0)]),
        _ => None,
    }
}

/// Whether the layer can take so many axes at all.
pub(super) fn takes(kind: &Kind, given: &Dims) -> bool {
    match kind {
        Kind::Dense(_) => given.len() == 1,
        Kind::Conv2d(_) | Kind::MaxPooling2d(_) | Kind::GlobalAveragePooling2d => given.len() == 3,
        Kind::Unknown => false,
        Kind::Activation(_) | Kind::Dropout { .. } | Kind::Flatten | Kind::Reshape { .. } => true,
    }
}
