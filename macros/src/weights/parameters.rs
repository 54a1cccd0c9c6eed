//! The parameters that a model asks for.

use layerproof_rules as rules;
use layerproof_rules::safetensors::Dims;

use crate::check::Output;
use crate::model::{Kind, Layer, Model, Name};

/// One parameter, in the model's order.
#[derive(Debug)]
pub(super) struct Parameter {
    /// `dense_1.kernel`
    pub(super) name: String,
    /// `dense_1`
    pub(super) layer_name: String,
    /// The stem of a name that was generated: `dense`.
    pub(super) stem: Option<String>,
    /// The place of its layer among all layers, from 0.
    pub(super) layer: usize,
    pub(super) is_kernel: bool,
    /// In Keras's order.
    pub(super) shape: Dims,
    /// What PyTorch makes of the inputs.
    pub(super) inputs: Inputs,
}

/// The order of the numbers that a kernel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inputs {
    /// The same in Keras and PyTorch.
    Same,
    /// An image, flattened: height, width and channels here, channels, height and width there.
    Flattened(usize, usize, usize),
    /// Unknown can tell: something was reshaped.
    Reshaped,
}

/// All parameters; `None` where only the compiler knows a size.
pub(super) fn all(model: &Model, outputs: &[Output]) -> Option<Vec<Parameter>> {
    let mut parameters = Vec::new();
    let mut inputs = Inputs::Same;
    for (layer, given) in model.layers.iter().zip(outputs) {
        let Output::Known(given) = *given else {
            return None;
        };
        let rule = layer.rule()?;
        let output = rule.output(given).ok()?;
        match &layer.kind {
            Kind::Dense(dense) => {
                let kernel = [given.channels(), output.channels()];
                push(&mut parameters, layer, &kernel, dense.use_bias, inputs);
                inputs = Inputs::Same;
            }
            Kind::Conv2d(conv) => {
                let kernel = |(height, width): (usize, usize)| [height, width, given.channels(), output.channels()];
                if let rules::Layer::Conv2d { kernel_size, .. } = rule {
                    push(&mut parameters, layer, &kernel(kernel_size), conv.use_bias, inputs);
                }
            }
            Kind::Flatten => {
                if inputs == Inputs::Same {
                    inputs = flattened(given);
                }
            }
            Kind::Reshape { .. } => {
                if flattened(given) != Inputs::Same || flattened(output) != Inputs::Same || inputs != Inputs::Same {
                    inputs = Inputs::Reshaped;
                }
            }
            Kind::GlobalAveragePooling2d | Kind::MaxPooling2d(_) | Kind::Activation(_) | Kind::Dropout { .. } => {}
            Kind::Unknown => return None,
        }
    }
    Some(parameters)
}

fn flattened(shape: rules::Shape) -> Inputs {
    let [height, width, channels] = shape.sizes();
    if channels > 1 && height * width > 1 {
        Inputs::Flattened(height, width, channels)
    } else {
        Inputs::Same
    }
}

fn push(parameters: &mut Vec<Parameter>, layer: &Layer, kernel: &[usize], use_bias: bool, inputs: Inputs) {
    let layer_name = layer.name.text();
    let stem = match &layer.name {
        Name::Generated(name) => name.rsplit_once('_').map(|(stem, _)| stem.to_owned()),
        Name::Given(_) => None,
    };
    let mut push = |parameter: &str, shape: &[usize]| {
        parameters.push(Parameter {
            name: format!("{layer_name}.{parameter}"),
            layer_name: layer_name.clone(),
            stem: stem.clone(),
            layer: layer.position - 1,
            is_kernel: parameter == "kernel",
            shape: Dims::new(shape),
            inputs,
        });
    };
    push("kernel", kernel);
    if let Some(units) = kernel.last()
        && use_bias
    {
        push("bias", &[*units]);
    }
}
