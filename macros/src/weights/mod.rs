//! `weights = "file.safetensors"`: a file read while compiling, and everything that does not fit.

mod layout;
mod names;
mod numbers;
mod parameters;
#[cfg(test)]
mod tests;

use std::path::Path;

use layerproof_rules::safetensors::{File, Tensor};

use crate::check::Output;
use crate::errors::Errors;
use crate::model::{Model, Scalar};
use crate::syntax::{Layout, Weights};
use names::Found;
use parameters::Parameter;

/// Weights that fit.
#[derive(Debug, PartialEq)]
pub(crate) struct Trained {
    /// As the user wrote it.
    pub(crate) path: String,
    /// The model's own bytes, where those of the file do not serve as they are.
    pub(crate) bytes: Option<Vec<u8>>,
    /// For each layer its parameters: where each starts, and how many numbers it has.
    pub(crate) layers: Vec<Vec<(usize, usize)>>,
}

/// Reads the model's weights, if it has some and is right so far.
pub(crate) fn read(model: &Model, outputs: &[Output], errors: &mut Errors) -> Option<Trained> {
    let weights = model.weights.as_ref().filter(|_| errors.is_empty())?;
    if let Some((source, size)) = model.constant() {
        errors.help(
            size.place,
            format!(
                "`weights` needs every size as a number, and {source} has the constant `{}`",
                size.text
            ),
            "write the number itself",
        );
        return None;
    }
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let bytes = match std::fs::read(Path::new(&folder).join(&weights.path)) {
        Ok(bytes) => bytes,
        Err(error) => {
            errors.help(
                weights.place,
                format!("cannot read `{}`: {error}", weights.path),
                "the path is relative to the folder of `Cargo.toml`",
            );
            return None;
        }
    };
    match fit(model, outputs, weights, &bytes) {
        Ok(trained) => Some(trained),
        Err(message) => {
            errors.add(weights.place, message);
            None
        }
    }
}

/// The weights, or the text of the one error that says everything.
fn fit(model: &Model, outputs: &[Output], weights: &Weights, bytes: &[u8]) -> Result<Trained, String> {
    let path = &weights.path;
    let file = File::open(bytes).map_err(|error| {
        format!(
            "`{path}` is not a whole safetensors file: {error}\nhelp: write it anew with `save`, or with the \
             safetensors package of Python"
        )
    })?;
    let expected = parameters::all(model, outputs).ok_or("`weights` needs every size as a number")?;
    let mut report = Report::default();
    let (found, surplus) = names::find(&file, &expected);
    let layout = layout::decide(&file, weights.layout, &expected, &found, &mut report);
    let dtype = match model.scalar() {
        Scalar::F32 => layerproof_rules::safetensors::Dtype::F32,
        Scalar::F64 => layerproof_rules::safetensors::Dtype::F64,
    };
    for (parameter, found) in expected.iter().zip(&found) {
        let Some(tensor) = found else {
            report.add(format!(
                "{}: expected {} {}, found no such tensor",
                parameter.name,
                dtype.name(),
                parameter.shape
            ));
            continue;
        };
        layout::check(parameter, tensor, layout, &mut report);
        for tensor in tensor.tensors() {
            numbers::check(tensor, dtype, weights.convert, &mut report);
        }
    }
    for tensor in surplus {
        let (name, dtype, shape) = (tensor.name, tensor.dtype.name(), tensor.shape);
        report.add(format!("{name}: expected no such tensor, found {dtype} {shape}"));
    }
    if !report.lines.is_empty() {
        return Err(report.text(path));
    }
    let is_as_it_is = |(parameter, found): (&Parameter, &Option<Found<'_>>)| {
        layout::is_same(parameter, layout) && found.as_ref().is_some_and(|found| found.tensor.dtype == dtype)
    };
    let as_it_is = expected.iter().zip(&found).all(is_as_it_is);
    let mut own = Vec::new();
    let mut layers = vec![Vec::new(); model.layers.len()];
    for (parameter, found) in expected.iter().zip(found.into_iter().flatten()) {
        let start = if as_it_is { found.tensor.start } else { own.len() };
        if !as_it_is {
            let numbers = numbers::read(&found.tensor);
            let of_state = found.of_state.as_ref().map(numbers::read);
            numbers::write(&layout::in_order(parameter, layout, numbers, of_state), dtype, &mut own);
        }
        let count = parameter.shape.values().unwrap_or_default();
        if let Some(layer) = layers.get_mut(parameter.layer) {
            layer.push((start, count));
        }
    }
    Ok(Trained {
        path: path.clone(),
        bytes: (!as_it_is).then_some(own),
        layers,
    })
}

/// Everything that does not fit, a line each.
#[derive(Debug, Default)]
struct Report {
    lines: Vec<String>,
    help: Option<String>,
}

impl Report {
    fn add(&mut self, line: String) {
        self.lines.push(line);
    }

    /// The first help is the one that is given.
    fn help(&mut self, help: String) {
        self.help.get_or_insert(help);
    }

    fn text(self, path: &str) -> String {
        let mut text = format!("the weights in `{path}` do not fit the model:");
        for line in self.lines {
            text.extend(["\n  ", &line]);
        }
        if let Some(help) = self.help {
            text.extend(["\nhelp: ", &help]);
        }
        text
    }
}

/// What a tensor is called in a message.
fn name(tensor: &Tensor<'_>) -> String {
    tensor.name.to_string()
}

/// The axes of one kernel in this order.
fn order(layout: Layout) -> &'static str {
    match layout {
        Layout::Keras => "Keras's order",
        Layout::PyTorch => "PyTorch's order",
    }
}
