//! Why a layer does not fit, in the words of the model.

use crate::message::Message;
use crate::shape::{MAX_PARAMETERS, Shape};

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
    /// How far apart the steps under a kernel are.
    DilationRate,
    /// Into how many groups channels are split.
    Groups,
    /// How many channels come of each.
    DepthMultiplier,
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
    /// With this layer the model has so many parameters, more than [`MAX_PARAMETERS`].
    TooManyParameters(usize),
    /// A dense layer straight after an image or a sequence: the forgotten `Flatten`.
    NeedsVector,
    /// A layer for images after a vector or a sequence.
    NeedsImage,
    /// A layer for sequences after a vector or an image.
    NeedsSequence,
    /// A layer for vectors at each step of what has sequences there.
    NeedsVectorAtEachStep,
    /// A layer for sequences at each step of what has vectors there.
    NeedsSequenceAtEachStep,
    /// A layer that takes or gives an image at each step.
    StepsOfImages,
    /// The kernel exceeds the input.
    KernelTooLarge(usize, usize),
    /// A kernel of so many steps, which with its dilation spans so many, exceeds the input.
    KernelTooLong(usize, usize),
    /// A stride and a dilation, both of more than 1.
    StridesAndDilation,
    /// So many groups do not divide the input's channels.
    GroupsOfChannels(usize),
    /// So many groups do not divide so many filters.
    GroupsOfFilters(usize, usize),
    /// The pooling window exceeds the input.
    WindowTooLarge(usize, usize),
    /// The pooling window has more steps than the input.
    WindowTooLong(usize),
    /// So many groups do not divide the channels.
    UnevenGroups(usize),
    /// So many steps, rows or columns are taken away along an axis, which are all.
    NothingLeft(usize, usize),
    /// A layer that names so many axes.
    OtherNumberOfAxes(usize),
    /// The new shape has another number of values than the input.
    OtherNumberOfValues(Shape),
    /// A softmax over one value is always 1.
    SoftmaxOfOne,
    /// The value with this index has another shape than the first one.
    OtherShape(usize),
    /// The value with this index has another shape than the first one, besides the size along an axis.
    OtherShapeBesides(usize, usize),
    /// No value has this axis, in Keras's count.
    NoSuchAxis(isize),
    /// The value with this index is an image.
    NeedsVectorOrSequence(usize),
    /// The axes along which two values are multiplied have different sizes.
    OtherSizes(usize, usize),
    /// A model takes so many values.
    OtherNumberOfInputs(usize),
    /// A model takes another shape as the value with this index.
    NeedsShape(usize, Shape),
    /// A layer that was called before, then with the value of this shape.
    CalledWithOtherShape(usize, Shape),
}

const fn begins_with(text: &str, start: &str) -> bool {
    let (text, start) = (text.as_bytes(), start.as_bytes());
    if text.len() < start.len() {
        return false;
    }
    let mut i = 0;
    while i < start.len() {
        if text[i] != start[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A layer as a message names it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'source> {
    /// The layer's position; the first one after `Input`, which itself is 0, has 1. Where layers are called, they have
    /// none: [`UNNUMBERED`](Self::UNNUMBERED).
    pub position: usize,
    /// The layer as the user wrote it, `Dense<8, Relu>`, or the name of a value.
    pub source: &'source str,
}

impl Place<'_> {
    /// The position of a layer that is called, and of what it gives.
    pub const UNNUMBERED: usize = usize::MAX;

    /// Whether it is a layer that may give its state after each step.
    const fn is_recurrent(self) -> bool {
        begins_with(self.source, "Lstm<")
            || begins_with(self.source, "Gru<")
            || begins_with(self.source, "SimpleRnn<")
            || begins_with(self.source, "Bidirectional<")
    }

    const fn is_called(self) -> bool {
        self.position == Self::UNNUMBERED
    }
}

impl Misfit {
    /// Whether a size is impossible by itself, whatever comes in.
    pub(crate) const fn is_about_size(self) -> bool {
        matches!(self, Self::Zero(_) | Self::TooLarge | Self::TooManyParameters(_))
    }

    /// Whether what comes out is known all the same, for a layer whose output does not depend on its input.
    pub const fn leaves_output_known(self) -> bool {
        matches!(
            self,
            Self::NeedsVector | Self::NeedsSequence | Self::NeedsShape(..) | Self::OtherNumberOfInputs(_)
        )
    }

    /// Which argument is to blame.
    pub const fn argument(self) -> Argument {
        match self {
            Self::Zero(argument) => argument,
            Self::SoftmaxOfOne => Argument::Activation,
            _ => Argument::Layer,
        }
    }

    /// The sentence and its help, for the layer `here`, whose inputs have the shapes `given` and come from `before`.
    #[allow(clippy::too_many_lines, reason = "one sentence after another")]
    pub const fn message(self, here: Place<'_>, before: &[Place<'_>], given: &[Shape]) -> Message {
        let message = Message::new().place(here);
        let (before, given) = match (before, given) {
            ([first, ..], [shape, ..]) if before.len() == given.len() => match self.index() {
                Some(index) if index < given.len() => return self.about_several(message, before, given, index),
                _ => (*first, *shape),
            },
            _ => (here, Shape::Vector(1)),
        };
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
                .number(MAX_PARAMETERS)
                .text(" can be compiled; its input is ")
                .kind_of(given)
                .text("\nhelp: use smaller sizes"),
            Self::NeedsVector => {
                let message = message
                    .text(" needs a vector, but ")
                    .place(before)
                    .text(" gives ")
                    .kind_of(given);
                let message = if here.is_called() {
                    message.text("\nhelp: write `Flatten(").text(before.source).text(")`")
                } else {
                    message.text("\nhelp: put `Flatten` before it")
                };
                let message = match given.values() {
                    Some(values) => message.text(", which gives a vector of ").number(values),
                    None => message,
                };
                let message = match given {
                    Shape::Sequence(..) if before.position != 0 => {
                        message.text("; for each step by itself write `TimeDistributed<").text(here.source).text(">`")
                    }
                    _ => message,
                };
                match given {
                    Shape::Sequence(steps, features) if before.position == 0 => message
                        .text("; if ")
                        .number(steps)
                        .text(" is the batch, leave it out: `Input<")
                        .number(features)
                        .text(">`"),
                    _ => message,
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
                } else if here.is_called() {
                    message
                        .text("\nhelp: write `Reshape<height, width, channels>(")
                        .text(before.source)
                        .text(")`")
                } else if let Shape::Vector(_) = given {
                    message.text("\nhelp: move it before the layer that flattens, or put `Reshape<height, width, channels>` before it")
                } else {
                    message.text("\nhelp: put `Reshape<height, width, channels>` before it")
                }
            }
            Self::NeedsSequence => {
                let message = message
                    .text(" needs a sequence of steps × channels, but ")
                    .place(before)
                    .text(" gives ")
                    .kind_of(given);
                if before.position == 0 {
                    match given {
                        Shape::Vector(steps) => message
                            .text("\nhelp: give `Input` two sizes: `Input<")
                            .number(steps)
                            .text(", 1>` for one number a step"),
                        _ => message.text("\nhelp: give `Input` two sizes, as in `Input<100, 1>`"),
                    }
                } else if here.is_called() {
                    message
                        .text("\nhelp: write `Reshape<steps, channels>(")
                        .text(before.source)
                        .text(")`")
                } else if before.is_recurrent() {
                    message
                        .text("\nhelp: write `return_sequences = true` among the arguments of layer ")
                        .number(before.position)
                        .text(", which then gives its state after each step")
                } else {
                    message.text("\nhelp: put `Reshape<steps, channels>` before it")
                }
            }
            Self::NeedsVectorAtEachStep => message
                .text(" needs a vector at each step, but ")
                .place(before)
                .text(" gives ")
                .kind_of(given)
                .text("\nhelp: put `TimeDistributed<Flatten>` before it"),
            Self::NeedsSequenceAtEachStep => message
                .text(" needs a sequence at each step, but ")
                .place(before)
                .text(" gives ")
                .kind_of(given)
                .text("\nhelp: write the layer without `TimeDistributed`: it goes over the steps itself"),
            Self::StepsOfImages => message
                .text(" would have an image at each step, and a value has at most three axes; its input is ")
                .kind_of(given)
                .text("\nhelp: use a layer that takes and gives vectors or sequences"),
            Self::KernelTooLong(kernel, span) => {
                let message = message
                    .text(" needs an input of at least ")
                    .number(span)
                    .text(if span == 1 { " step, but " } else { " steps, but " })
                    .place(before)
                    .text(" gives ")
                    .kind_of(given)
                    .text("\nhelp: ");
                let message = if span == kernel {
                    message.text("use a smaller kernel")
                } else {
                    message.text("use a smaller kernel or dilation")
                };
                message.text(", or `padding = Same`, or `padding = Causal`")
            }
            Self::StridesAndDilation => message
                .text(": `strides` and `dilation_rate` cannot both be larger than 1\nhelp: leave out one of the two"),
            Self::GroupsOfChannels(groups) => message
                .text(" splits its channels into ")
                .number(groups)
                .text(" groups, but ")
                .place(before)
                .text(" gives ")
                .kind_of(given)
                .text("\nhelp: use a number of groups that divides ")
                .number(given.channels()),
            Self::GroupsOfFilters(groups, filters) => message
                .text(" splits its filters into ")
                .number(groups)
                .text(" groups, but there are ")
                .number(filters)
                .text("\nhelp: use a multiple of ")
                .number(groups)
                .text(" as filters"),
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
            Self::WindowTooLong(steps) => message
                .text(" needs an input of at least ")
                .number(steps)
                .text(" steps, but ")
                .place(before)
                .text(" gives ")
                .shape(given)
                .text("\nhelp: use a smaller window, or `padding = Same`"),
            Self::UnevenGroups(groups) => message
                .text(" has ")
                .number(groups)
                .text(" groups, which do not divide the ")
                .number(given.channels())
                .text(" channels that ")
                .place(before)
                .text(" gives\nhelp: say how many groups there are, as in `groups = 1`; their number divides that of the channels"),
            Self::NothingLeft(axis, cut) => message
                .text(" takes away ")
                .number(cut)
                .text(match (given, axis) {
                    (Shape::Image(..), 0) => " rows, but ",
                    (Shape::Image(..), _) => " columns, but ",
                    _ => " steps, but ",
                })
                .place(before)
                .text(" gives ")
                .shape(given)
                .text("\nhelp: take away fewer, so that one is left"),
            Self::OtherNumberOfAxes(axes) => message
                .text(" names ")
                .number(axes)
                .text(if axes == 1 { " axis, but " } else { " axes, but " })
                .place(before)
                .text(" gives ")
                .kind_of(given)
                .text(match given.rank() {
                    1 => "\nhelp: a vector has one axis, which has no other order",
                    2 => "\nhelp: name each of its axes once, as in `Permute<2, 1>`",
                    _ => "\nhelp: name each of its axes once, as in `Permute<3, 1, 2>`",
                }),
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
            Self::NoSuchAxis(axis) => {
                let message = message
                    .text(": there is no axis ")
                    .signed(axis)
                    .text(", as ")
                    .place(before)
                    .text(" is ")
                    .kind_of(given)
                    .text("\nhelp: the axes are ");
                match given.rank() {
                    1 => message.text("1, which is also −1"),
                    2 => message.text("1 and 2; −1 is the last"),
                    _ => message.text("1, 2 and 3; −1 is the last"),
                }
            }
            Self::OtherSizes(first, second) => message
                .text(" multiplies along axes of one size, found ")
                .number(first)
                .text(" and ")
                .number(second)
                .text("\nhelp: say which axes are multiplied, as in `Dot(a, b, axes = (1, 2))`"),
            Self::OtherNumberOfInputs(wanted) => message
                .text(" takes ")
                .number(wanted)
                .text(if wanted == 1 { " value\nhelp: call it with one" } else { " values\nhelp: call it with as many" }),
            _ => message,
        }
    }

    /// The index of the value that is to blame, where there are several.
    const fn index(self) -> Option<usize> {
        match self {
            Self::OtherShape(index)
            | Self::OtherShapeBesides(index, _)
            | Self::NeedsVectorOrSequence(index)
            | Self::NeedsShape(index, _)
            | Self::CalledWithOtherShape(index, _) => Some(index),
            _ => None,
        }
    }

    #[allow(clippy::large_types_passed_by_value, reason = "a message is put together by value")]
    const fn about_several(self, message: Message, before: &[Place<'_>], given: &[Shape], index: usize) -> Message {
        let (value, shape) = (before[index], given[index]);
        match self {
            Self::OtherShape(_) | Self::OtherShapeBesides(..) => {
                let message = match self {
                    Self::OtherShapeBesides(_, axis) => message
                        .text(" needs values that differ in size along axis ")
                        .number(axis + 1)
                        .text(" alone, but "),
                    _ => message.text(" needs values of one shape, but "),
                };
                let message = message
                    .place(before[0])
                    .text(" is ")
                    .kind_of(given[0])
                    .text(" and ")
                    .place(value)
                    .text(" is ")
                    .kind_of(shape);
                match (given[0], shape) {
                    (Shape::Vector(units), Shape::Vector(_)) => message
                        .text("\nhelp: bring one to the other's size, as in `Dense<")
                        .number(units)
                        .text(">(")
                        .text(value.source)
                        .text(")`"),
                    (Shape::Vector(_), _) => message.text("\nhelp: write `Flatten(").text(value.source).text(")`"),
                    (_, Shape::Vector(_)) => message.text("\nhelp: write `Flatten(").text(before[0].source).text(")`"),
                    (Shape::Image(height, width, channels), Shape::Image(rows, columns, _))
                        if rows == height && columns == width =>
                    {
                        message
                            .text("\nhelp: bring one to the other's channels, as in `Conv2d<")
                            .number(channels)
                            .text(", 1, 1>(")
                            .text(value.source)
                            .text(")`")
                    }
                    _ => message.text("\nhelp: bring them to one shape, as by `padding = Same`, strides or pooling"),
                }
            }
            Self::NeedsVectorOrSequence(_) => message
                .text(" takes vectors and sequences, but ")
                .place(value)
                .text(" is ")
                .kind_of(shape)
                .text("\nhelp: write `Flatten(")
                .text(value.source)
                .text(")`"),
            Self::NeedsShape(_, wanted) => message
                .text(" takes ")
                .kind_of(wanted)
                .text(", but ")
                .place(value)
                .text(" gives ")
                .kind_of(shape)
                .text("\nhelp: give it what its `Input` says"),
            Self::CalledWithOtherShape(_, first) => message
                .text(" was called with ")
                .kind_of(first)
                .text(" before, but ")
                .place(value)
                .text(" is ")
                .kind_of(shape)
                .text("\nhelp: a layer that is called twice has one set of weights, for one shape; write a second layer for the other"),
            _ => message,
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
        if place.position == 0 || place.is_called() {
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
