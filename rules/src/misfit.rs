//! Why a layer does not fit, in the words of the model.

use crate::message::Message;
use crate::shape::{MOST_PARAMETERS, Shape};

/// The argument that a misfit blames, so that the error can point at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The layer as a whole.
    Layer,
    /// How many outputs.
    Units,
    /// How many channels come out.
    Filters,
    /// The height and width of a kernel.
    KernelSize,
    /// The height and width of a pooling window.
    PoolSize,
    /// How far the window moves.
    Strides,
    /// The sizes of a shape.
    TargetShape,
    /// The function at the end of the layer.
    Activation,
}

/// Why a layer does not fit its input or itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// A size is zero. [`zero`] words it, for each argument that is.
    Zero(Argument),
    /// The layer's output, or its parameters, are more than memory can hold.
    TooLarge,
    /// With this layer the model has so many parameters, more than [`MOST_PARAMETERS`].
    TooManyParameters(usize),
    /// A dense layer straight after an image or a sequence: the forgotten `Flatten`.
    NeedsVector,
    /// A layer for images after a vector or a sequence.
    NeedsImage,
    /// The kernel exceeds the input.
    KernelTooLarge(usize, usize),
    /// The pooling window exceeds the input.
    WindowTooLarge(usize, usize),
    /// The new shape has another number of values than the input.
    OtherNumberOfValues(Shape),
    /// A softmax over one value is always 1.
    SoftmaxOfOne,
}

/// A layer as a message names it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'source> {
    /// The layer's position; the first one after `Input`, which itself is 0, has 1.
    pub position: usize,
    /// The layer as the user wrote it: `Dense<8, Relu>`.
    pub source: &'source str,
}

impl Misfit {
    /// Whether a size is impossible by itself, whatever comes in.
    pub(crate) const fn is_about_size(self) -> bool {
        matches!(self, Self::Zero(_) | Self::TooLarge | Self::TooManyParameters(_))
    }

    /// Which argument is to blame.
    pub const fn argument(self) -> Argument {
        match self {
            Self::Zero(argument) => argument,
            Self::SoftmaxOfOne => Argument::Activation,
            _ => Argument::Layer,
        }
    }

    /// The sentence and its help, for the layer `here`, whose input has the shape `given` and comes from `before`.
    pub const fn message(self, here: Place<'_>, before: Place<'_>, given: Shape) -> Message {
        let message = Message::new().place(here);
        match self {
            Self::Zero(_) => message.text(": every size must be at least 1\nhelp: use a size of 1 or more"),
            Self::TooLarge => message
                .text(" has more values than memory can address; its input is ")
                .kind_of(given)
                .text("\nhelp: use smaller sizes"),
            Self::TooManyParameters(parameters) => message
                .text(" makes a model of ")
                .number(parameters)
                .text(" parameters, but at most ")
                .number(MOST_PARAMETERS)
                .text(" can be compiled; its input is ")
                .kind_of(given)
                .text("\nhelp: use smaller sizes"),
            Self::NeedsVector => {
                let message = message
                    .text(" needs a vector, but ")
                    .place(before)
                    .text(" gives ")
                    .kind_of(given)
                    .text("\nhelp: put `Flatten` before it");
                match given.values() {
                    Some(values) => message.text(", which gives a vector of ").number(values),
                    None => message,
                }
            }
            Self::NeedsImage => {
                let message = message
                    .text(" needs an image of height × width × channels, but ")
                    .place(before)
                    .text(" gives ")
                    .kind_of(given);
                if before.position == 0 {
                    message.text("\nhelp: give `Input` three sizes, as in `Input<28, 28, 1>`")
                } else if let Shape::Vector(_) = given {
                    message.text("\nhelp: move it before the layer that flattens, or put `Reshape<height, width, channels>` before it")
                } else {
                    message.text("\nhelp: put `Reshape<height, width, channels>` before it")
                }
            }
            Self::KernelTooLarge(height, width) => {
                let message = message
                    .needs_at_least(height, width)
                    .place(before)
                    .text(" gives ")
                    .shape(given)
                    .text("\nhelp: ");
                match given {
                    Shape::Image(channels, rows, columns) if before.position == 0 && channels <= 4 && columns >= width => message
                        .text("channels come last: `Input<")
                        .number(rows)
                        .text(", ")
                        .number(columns)
                        .text(", ")
                        .number(channels)
                        .text(">`; or use a smaller kernel, or `padding = Same`"),
                    _ if height != width => message.text(
                        "use a smaller kernel, or `padding = Same`; the sizes are filters, kernel height, kernel width, without the input's channels",
                    ),
                    _ => message.text("use a smaller kernel, or `padding = Same`"),
                }
            }
            Self::WindowTooLarge(height, width) => message
                .needs_at_least(height, width)
                .place(before)
                .text(" gives ")
                .shape(given)
                .text("\nhelp: use a smaller window, or `padding = Same`"),
            Self::OtherNumberOfValues(shape) => {
                let message = message.text(" makes ").product(shape).text(", but ").place(before).text(" gives ");
                match given.values() {
                    Some(values) => message
                        .product(given)
                        .text("\nhelp: the product of the new sizes must be ")
                        .number(values),
                    None => message.shape(given),
                }
            }
            Self::SoftmaxOfOne => message
                .text(" is a softmax over one value, which is always 1\nhelp: use `Sigmoid` for one probability, or one unit for each class"),
        }
    }
}

/// The message about an argument that is zero: `written` is what the user wrote there, `0` or a constant's name.
pub const fn zero(here: Place<'_>, argument: &str, written: &str) -> Message {
    let message = Message::new()
        .place(here)
        .text(": ")
        .quote(argument)
        .text(" must be at least 1, but ");
    match written.as_bytes() {
        [b'0', ..] => message.text("is 0"),
        _ => message.quote(written).text(" is 0"),
    }
    .text("\nhelp: use a size of 1 or more")
}

impl Message {
    /// Appends where a layer stands and what it is: ``layer 3 `Dense<8>` ``, or `` `Input<2>` `` alone.
    #[must_use]
    pub const fn place(self, place: Place<'_>) -> Self {
        if place.position == 0 {
            self.quote(place.source)
        } else {
            self.text("layer ").number(place.position).text(" ").quote(place.source)
        }
    }

    const fn needs_at_least(self, height: usize, width: usize) -> Self {
        self.text(" needs an input of at least ")
            .number(height)
            .text(" × ")
            .number(width)
            .text(", but ")
    }

    /// Appends the number of values and how it comes about: `4 × 4 × 2 = 32 values`.
    const fn product(self, shape: Shape) -> Self {
        let message = self.shape(shape);
        match (shape, shape.values()) {
            (Shape::Vector(1), _) => message.text(" value"),
            (Shape::Vector(_), _) => message.text(" values"),
            (_, Some(values)) => message.text(" = ").number(values).text(" values"),
            (_, None) => message.text(", more values than memory can address"),
        }
    }
}
