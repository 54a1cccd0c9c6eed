//! The shape of each value, as far as the macro knows it.

use super::names::{Names, number};
use crate::check::Output;
use crate::layers::{Axis, Gives};
use crate::model::{Layer, Model, Value};
use crate::values::Size;
use proc_macro2::{Span, TokenStream};

/// One size of a shape.
#[derive(Clone, Debug)]
pub(super) enum Dim {
    /// A number.
    Known(usize),
    /// What the user wrote for it.
    Written(Size),
    /// What the rules make of constants: this axis of this value.
    Derived { value: Value, axis: usize, text: String },
    /// The last axis of this value, whichever that is.
    Last { value: Value },
}

impl Dim {
    /// The size as an argument of a type.
    pub(super) fn argument(&self, names: &Names) -> TokenStream {
        match self {
            Self::Known(size) => number(*size, Span::call_site()),
            Self::Written(size) => names.size_argument(size),
            Self::Derived { value, axis, .. } => names.derived_axis(*value, *axis),
            Self::Last { value } => names.derived("channels", &[*value], &[]),
        }
    }

    /// The size as a person reads it.
    pub(super) fn text(&self) -> String {
        match (self, self.known()) {
            (_, Some(size)) => size.to_string(),
            (Self::Written(size), None) => format!("`{}`", size.text),
            (Self::Derived { text, .. }, None) => text.clone(),
            (Self::Last { .. }, None) => "…".to_owned(),
            (Self::Known(_), None) => String::new(),
        }
    }

    pub(super) fn is_derived(&self) -> bool {
        matches!(self, Self::Derived { .. } | Self::Last { .. })
    }

    pub(super) fn known(&self) -> Option<usize> {
        match self {
            Self::Known(size) => Some(*size),
            Self::Written(size) => size.literal(),
            Self::Derived { .. } | Self::Last { .. } => None,
        }
    }
}

/// The shape of a value.
#[derive(Clone, Debug)]
pub(super) enum Dims {
    /// One to three sizes.
    Axes(Vec<Dim>),
    /// What the rules say of this value, whose number of axes only the compiler knows: a model as a layer gave it, or it is
    /// made of such a one. And what else is to be checked before its shape is known.
    OfRules { value: Value, assertions: TokenStream },
    /// So many whole numbers.
    Indices(Dim),
}

impl Dims {
    pub(super) fn axes(&self) -> Option<&[Dim]> {
        match self {
            Self::Axes(axes) => Some(axes),
            Self::OfRules { .. } => None,
            Self::Indices(steps) => Some(std::slice::from_ref(steps)),
        }
    }

    /// Whether the rules are needed to write the shape.
    pub(super) fn is_derived(&self) -> bool {
        match self {
            Self::Axes(axes) => axes.iter().any(Dim::is_derived),
            Self::Indices(steps) => steps.is_derived(),
            Self::OfRules { .. } => true,
        }
    }

    /// The number of units: the size of the last axis.
    pub(super) fn units(&self) -> Option<Dim> {
        match self {
            Self::Axes(axes) => axes.last().cloned(),
            Self::Indices(steps) => Some(steps.clone()),
            Self::OfRules { value, .. } => Some(Dim::Last { value: *value }),
        }
    }

    /// The shape of a value that must have so many axes: where it has another number, the rules say so, and guess.
    pub(super) fn of_rank(&self, rank: usize) -> Self {
        match self {
            Self::Axes(_) | Self::Indices(_) => self.clone(),
            Self::OfRules { value, .. } => all_derived(*value, rank),
        }
    }
}

/// The shape of each value. `None` where a mistake leaves even the number of axes open, or where a layer cannot take so
/// many.
///
/// In the item form every constant goes through the rules first, so that the user's own tokens are compiled once and what
/// is wrong with them is said once.
pub(super) fn all(model: &Model, outputs: &[Output]) -> Vec<Option<Dims>> {
    let mut shapes: Vec<Option<Dims>> = Vec::new();
    for (value, output) in outputs.iter().enumerate() {
        let dims = match (output, model.call(value)) {
            (Output::Known(shape), _) => Some(known(*shape)),
            (Output::Unknown, _) => None,
            (_, None) => {
                let sizes = model.inputs.get(value).and_then(|input| input.sizes.as_ref());
                sizes.map(|sizes| written(sizes))
            }
            (_, Some((_, call))) => {
                let given = call.inputs.first().and_then(|first| shapes.get(*first)?.as_ref());
                let layer = model.layers.get(call.layer);
                layer.and_then(|layer| after(layer, given, value, *output))
            }
        };
        let is_derived = model.is_item() && !matches!(output, Output::Known(_));
        let dims = dims.map(|dims| through_rules(dims, value, is_derived));
        let is_indices = model.inputs.get(value).is_some_and(|input| input.is_indices);
        shapes.push(match dims {
            Some(Dims::Axes(axes)) if is_indices => axes.into_iter().next().map(Dims::Indices),
            dims => dims,
        });
    }
    shapes
}

fn through_rules(dims: Dims, value: Value, is_derived: bool) -> Dims {
    let Dims::Axes(axes) = dims else { return dims };
    let derive = |(axis, dim): (usize, Dim)| match dim.known() {
        _ if is_derived => Dim::Derived {
            value,
            axis,
            text: dim.text(),
        },
        Some(size) => Dim::Known(size),
        None => dim,
    };
    Dims::Axes(axes.into_iter().enumerate().map(derive).collect())
}

fn known(shape: layerproof_rules::Shape) -> Dims {
    let sizes = shape.sizes();
    let axes = sizes.iter().skip(sizes.len() - shape.rank());
    Dims::Axes(axes.map(|size| Dim::Known(*size)).collect())
}

/// What the user wrote.
pub(super) fn written(sizes: &[Size]) -> Dims {
    Dims::Axes(sizes.iter().cloned().map(Dim::Written).collect())
}

fn derived(value: Value, axis: usize) -> Dim {
    Dim::Derived {
        value,
        axis,
        text: "…".to_owned(),
    }
}

fn all_derived(value: Value, rank: usize) -> Dims {
    Dims::Axes((0..rank).map(|axis| derived(value, axis)).collect())
}

fn of_rules(value: Value) -> Dims {
    Dims::OfRules {
        value,
        assertions: TokenStream::new(),
    }
}

/// What comes out of a layer, of what goes in first.
fn after(layer: &Layer, given: Option<&Dims>, value: Value, output: Output) -> Option<Dims> {
    let (entry, values) = (layer.entry()?, layer.values()?);
    let given = given?;
    if !takes(layer, given) {
        return None;
    }
    let all_derived = |rank: usize| all_derived(value, rank);
    match entry.gives {
        Gives::Same => Some(given.clone()),
        Gives::OfType => Some(of_rules(value)),
        Gives::Argument(argument) => Some(all_derived(values.shape(argument)?.len())),
        Gives::Derived => match (output, given.axes()) {
            (Output::Constant(rank), _) => Some(all_derived(rank)),
            (Output::Opaque, _) => Some(of_rules(value)),
            (_, axes) => Some(all_derived(axes?.len())),
        },
        Gives::OfSteps => match output {
            Output::Constant(rank) => Some(all_derived(rank)),
            _ => None,
        },
        Gives::Steps(flag) => Some(all_derived(if values.flag(flag) { 2 } else { 1 })),
        Gives::Flat => match given.axes() {
            Some([features]) => Some(Dims::Axes(vec![features.clone()])),
            _ => Some(all_derived(1)),
        },
        Gives::Channels(flag) => match given.axes() {
            Some(axes) if values.flag(flag) => Some(all_derived(axes.len())),
            Some(axes) => Some(Dims::Axes(vec![axes.last()?.clone()])),
            None if values.flag(flag) => Some(all_derived(entry.rank?)),
            None => Some(all_derived(1)),
        },
        Gives::Axes(axes) => {
            let axes = axes.iter().enumerate().map(|(i, axis)| match axis {
                Axis::Argument(argument) => values.size(argument).cloned().map(Dim::Written),
                Axis::Derived => Some(derived(value, i)),
                Axis::Channels => match given.axes() {
                    Some(axes) => axes.last().cloned(),
                    None => Some(derived(value, i)),
                },
            });
            Some(Dims::Axes(axes.collect::<Option<_>>()?))
        }
    }
}

/// Whether the layer can take so many axes at all.
pub(super) fn takes(layer: &Layer, given: &Dims) -> bool {
    let Some(entry) = layer.entry() else { return false };
    match (entry.rank, given.axes()) {
        (Some(rank), Some(axes)) => axes.len() == rank,
        _ => true,
    }
}
