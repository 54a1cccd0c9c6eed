//! Each rule against sizes worked out by hand or taken from Keras.

use layerproof_rules::layers::{
    Concatenate, Conv1d, Conv2d, Cropping1d, Cropping2d, Dense, Dot, Flatten, GlobalPooling1d, GlobalPooling2d,
    GroupNormalization, Merge, Model, NormalizationOverAxes, Permute, Pooling1d, Pooling2d, RepeatVector, Reshape,
    UpSampling1d, UpSampling2d, ZeroPadding1d, ZeroPadding2d,
};
use layerproof_rules::{Argument, LARGEST, Layer, Misfit, Padding, Shape};

fn conv2d(filters: usize, kernel_size: (usize, usize), strides: (usize, usize), padding: Padding) -> Layer {
    Layer::Conv2d(Conv2d {
        filters,
        kernel_size,
        strides,
        padding,
        dilation_rate: (1, 1),
        groups: 1,
        use_bias: true,
        softmax: false,
    })
}

#[test]
fn conv2d_as_keras_counts() {
    let image = Shape::Image(7, 9, 3);
    assert_eq!(
        conv2d(4, (3, 2), (1, 1), Padding::Valid).output(image),
        Ok(Shape::Image(5, 8, 4))
    );
    assert_eq!(
        conv2d(4, (3, 2), (2, 3), Padding::Valid).output(image),
        Ok(Shape::Image(3, 3, 4))
    );
    assert_eq!(
        conv2d(4, (3, 2), (2, 3), Padding::Same).output(image),
        Ok(Shape::Image(4, 3, 4))
    );
    assert_eq!(
        conv2d(4, (9, 9), (1, 1), Padding::Same).output(image),
        Ok(Shape::Image(7, 9, 4))
    );
    assert_eq!(
        conv2d(4, (8, 1), (1, 1), Padding::Valid).output(image),
        Err(Misfit::KernelTooLarge(8, 1))
    );
    assert_eq!(
        conv2d(4, (3, 3), (1, 0), Padding::Same).output(image),
        Err(Misfit::Zero(Argument::Strides))
    );
    assert_eq!(
        conv2d(4, (3, 2), (1, 1), Padding::Valid).parameters(image),
        Some(3 * 2 * 3 * 4 + 4)
    );
}

const CONV1D: Conv1d = Conv1d {
    filters: 4,
    kernel_size: 3,
    strides: 1,
    padding: Padding::Valid,
    dilation_rate: 1,
    groups: 1,
    use_bias: true,
    softmax: false,
};

#[test]
fn conv1d_as_keras_counts() {
    let steps = Shape::Sequence(9, 2);
    let of = |layer: Conv1d| Layer::Conv1d(layer);
    let padded = |padding| Conv1d { padding, ..CONV1D };
    assert_eq!(of(CONV1D).output(steps), Ok(Shape::Sequence(7, 4)));
    assert_eq!(of(padded(Padding::Same)).output(steps), Ok(Shape::Sequence(9, 4)));
    assert_eq!(of(padded(Padding::Causal)).output(steps), Ok(Shape::Sequence(9, 4)));
    assert_eq!(
        of(Conv1d { strides: 2, ..CONV1D }).output(steps),
        Ok(Shape::Sequence(4, 4))
    );
    let causal = padded(Padding::Causal);
    assert_eq!(
        of(Conv1d { strides: 2, ..causal }).output(steps),
        Ok(Shape::Sequence(5, 4))
    );
    let dilated = |dilation_rate| Conv1d {
        dilation_rate,
        ..CONV1D
    };
    assert_eq!(of(dilated(4)).output(steps), Ok(Shape::Sequence(1, 4)));
    assert_eq!(of(dilated(5)).output(steps), Err(Misfit::KernelTooLong(3, 11)));
    assert_eq!(of(dilated(0)).output(steps), Err(Misfit::Zero(Argument::DilationRate)));
    assert_eq!(
        of(Conv1d {
            strides: 2,
            ..dilated(2)
        })
        .output(steps),
        Err(Misfit::StridesAndDilation)
    );
    assert_eq!(
        of(Conv1d { groups: 3, ..CONV1D }).output(steps),
        Err(Misfit::GroupsOfChannels(3))
    );
    let grouped = Conv1d {
        groups: 2,
        filters: 3,
        ..CONV1D
    };
    assert_eq!(of(grouped).output(steps), Err(Misfit::GroupsOfFilters(2, 3)));
    assert_eq!(of(CONV1D).output(Shape::Vector(9)), Err(Misfit::NeedsSequence));
    assert_eq!(of(CONV1D).parameters(steps), Some(3 * 2 * 4 + 4));
    assert_eq!(of(Conv1d { groups: 2, ..CONV1D }).parameters(steps), Some(3 * 4 + 4));
    for size in [1, 2, LARGEST, usize::MAX] {
        let layer = Conv1d {
            kernel_size: size,
            dilation_rate: size,
            padding: Padding::Same,
            ..CONV1D
        };
        let _ = of(layer).output(Shape::Sequence(size, 2));
    }
}

#[test]
fn pooling_keeps_channels() {
    let pool = |padding| {
        Layer::Pooling2d(Pooling2d {
            pool_size: (2, 2),
            strides: (2, 2),
            padding,
        })
    };
    assert_eq!(
        pool(Padding::Valid).output(Shape::Image(7, 9, 3)),
        Ok(Shape::Image(3, 4, 3))
    );
    assert_eq!(
        pool(Padding::Same).output(Shape::Image(7, 9, 3)),
        Ok(Shape::Image(4, 5, 3))
    );
    assert_eq!(
        pool(Padding::Valid).output(Shape::Image(1, 9, 3)),
        Err(Misfit::WindowTooLarge(2, 2))
    );
    assert_eq!(
        Layer::GlobalPooling2d(GlobalPooling2d { keepdims: false }).output(Shape::Image(7, 9, 3)),
        Ok(Shape::Vector(3))
    );
    assert_eq!(
        Layer::GlobalPooling2d(GlobalPooling2d { keepdims: false }).output(Shape::Sequence(7, 9)),
        Err(Misfit::NeedsImage)
    );
}

#[test]
fn dense_takes_vectors_alone() {
    let dense = Layer::Dense(Dense {
        units: 8,
        use_bias: false,
        softmax: true,
    });
    assert_eq!(dense.output(Shape::Vector(3)), Ok(Shape::Vector(8)));
    assert_eq!(dense.parameters(Shape::Vector(3)), Some(24));
    assert_eq!(dense.output(Shape::Sequence(3, 8)), Err(Misfit::NeedsVector));
    let lonely = Layer::Dense(Dense {
        units: 1,
        use_bias: true,
        softmax: true,
    });
    assert_eq!(lonely.output(Shape::Vector(3)), Err(Misfit::SoftmaxOfOne));
    assert_eq!(lonely.parameters(Shape::Vector(3)), Some(4));
}

#[test]
fn reshaping_keeps_the_number_of_values() {
    assert_eq!(
        Layer::Flatten(Flatten {}).output(Shape::Image(2, 3, 4)),
        Ok(Shape::Vector(24))
    );
    assert_eq!(
        reshape(Shape::Sequence(6, 4)).output(Shape::Image(2, 3, 4)),
        Ok(Shape::Sequence(6, 4))
    );
    assert_eq!(
        reshape(Shape::Vector(23)).output(Shape::Image(2, 3, 4)),
        Err(Misfit::OtherNumberOfValues(Shape::Vector(23)))
    );
    assert_eq!(
        reshape(Shape::Vector(0)).output(Shape::Vector(1)),
        Err(Misfit::Zero(Argument::TargetShape))
    );
}

#[test]
fn nothing_overflows() {
    let huge = [1, 2, LARGEST, usize::MAX];
    for height in huge {
        for width in huge {
            let shape = Shape::Image(height, width, 2);
            for padding in [Padding::Valid, Padding::Same] {
                let _ = conv2d(usize::MAX, (height, width), (1, usize::MAX), padding).output(shape);
            }
            let _ = Layer::Flatten(Flatten {}).output(shape);
            let _ = Layer::Dense(Dense {
                units: height,
                use_bias: true,
                softmax: false,
            })
            .output(Shape::Vector(width));
        }
    }
    let dense = Layer::Dense(Dense {
        units: 1,
        use_bias: true,
        softmax: false,
    });
    assert_eq!(dense.output(Shape::Vector(usize::MAX)), Err(Misfit::TooLarge));
}

const fn reshape(target_shape: Shape) -> Layer {
    Layer::Reshape(Reshape { target_shape })
}

#[test]
fn merging_takes_values_of_one_shape() {
    let add = Layer::Merge(Merge {});
    let image = Shape::Image(4, 4, 2);
    assert_eq!(add.output_of(&[image, image, image]), Ok(image));
    assert_eq!(add.output_of(&[image, Shape::Vector(32)]), Err(Misfit::OtherShape(1)));
}

#[test]
fn concatenate_counts_axes_as_keras() {
    let along = |axis| Layer::Concatenate(Concatenate { axis });
    let (a, b) = (Shape::Image(4, 5, 2), Shape::Image(4, 5, 3));
    assert_eq!(along(-1).output_of(&[a, b, a]), Ok(Shape::Image(4, 5, 7)));
    assert_eq!(along(3).output_of(&[a, b]), Ok(Shape::Image(4, 5, 5)));
    assert_eq!(along(1).output_of(&[a, a]), Ok(Shape::Image(8, 5, 2)));
    assert_eq!(along(1).output_of(&[a, b]), Err(Misfit::OtherShapeBesides(1, 0)));
    assert_eq!(along(0).output_of(&[a, a]), Err(Misfit::NoSuchAxis(0)));
    assert_eq!(along(-4).output_of(&[a, a]), Err(Misfit::NoSuchAxis(-4)));
    assert_eq!(
        along(-1).output_of(&[Shape::Vector(3), Shape::Vector(4)]),
        Ok(Shape::Vector(7))
    );
}

#[test]
fn dot_takes_an_axis_out_of_each() {
    let dot = |first, second| Layer::Dot(Dot { axes: (first, second) });
    let (a, b) = (Shape::Sequence(3, 4), Shape::Sequence(4, 5));
    assert_eq!(dot(2, 1).output_of(&[a, b]), Ok(Shape::Sequence(3, 5)));
    assert_eq!(dot(1, 1).output_of(&[a, b]), Err(Misfit::OtherSizes(3, 4)));
    assert_eq!(
        dot(1, 1).output_of(&[Shape::Vector(6), Shape::Vector(6)]),
        Ok(Shape::Vector(1))
    );
    assert_eq!(dot(2, 1).output_of(&[a, Shape::Vector(4)]), Ok(Shape::Vector(3)));
}

#[test]
fn a_model_as_a_layer_takes_what_it_says() {
    const INPUTS: &[Shape] = &[Shape::Vector(3)];
    let model = Layer::Model(Model {
        inputs: INPUTS,
        output: Shape::Vector(2),
        parameters: 8,
    });
    assert_eq!(model.output(Shape::Vector(3)), Ok(Shape::Vector(2)));
    assert_eq!(
        model.output(Shape::Vector(4)),
        Err(Misfit::NeedsShape(0, Shape::Vector(3)))
    );
    assert_eq!(
        model.output_of(&[Shape::Vector(3), Shape::Vector(3)]),
        Err(Misfit::OtherNumberOfInputs(1))
    );
}

#[test]
fn pooling_of_steps() {
    let pool = |pool_size, strides, padding| {
        Layer::Pooling1d(Pooling1d {
            pool_size,
            strides,
            padding,
        })
    };
    let steps = Shape::Sequence(9, 2);
    assert_eq!(pool(2, 2, Padding::Valid).output(steps), Ok(Shape::Sequence(4, 2)));
    assert_eq!(pool(2, 2, Padding::Same).output(steps), Ok(Shape::Sequence(5, 2)));
    assert_eq!(pool(3, 1, Padding::Same).output(steps), Ok(Shape::Sequence(9, 2)));
    assert_eq!(
        pool(10, 1, Padding::Valid).output(steps),
        Err(Misfit::WindowTooLong(10))
    );
    assert_eq!(
        pool(2, 2, Padding::Valid).output(Shape::Vector(9)),
        Err(Misfit::NeedsSequence)
    );
    let global = |keepdims| Layer::GlobalPooling1d(GlobalPooling1d { keepdims });
    assert_eq!(global(false).output(steps), Ok(Shape::Vector(2)));
    assert_eq!(global(true).output(steps), Ok(Shape::Sequence(1, 2)));
    assert_eq!(global(true).output(Shape::Image(3, 3, 2)), Err(Misfit::NeedsSequence));
    let global = Layer::GlobalPooling2d(GlobalPooling2d { keepdims: true });
    assert_eq!(global.output(Shape::Image(3, 3, 2)), Ok(Shape::Image(1, 1, 2)));
}

#[test]
fn axes_in_another_order() {
    let permute = |dims| Layer::Permute(Permute { dims });
    assert_eq!(
        permute([3, 1, 2]).output(Shape::Image(4, 5, 6)),
        Ok(Shape::Image(6, 4, 5))
    );
    assert_eq!(
        permute([2, 1, 0]).output(Shape::Sequence(4, 5)),
        Ok(Shape::Sequence(5, 4))
    );
    assert_eq!(
        permute([2, 1, 0]).output(Shape::Image(4, 5, 6)),
        Err(Misfit::OtherNumberOfAxes(2))
    );
}

#[test]
fn borders() {
    let image = Shape::Image(6, 7, 2);
    let (height, width) = ((1, 2), (0, 3));
    assert_eq!(
        Layer::ZeroPadding2d(ZeroPadding2d { height, width }).output(image),
        Ok(Shape::Image(9, 10, 2))
    );
    assert_eq!(
        Layer::Cropping2d(Cropping2d { height, width }).output(image),
        Ok(Shape::Image(3, 4, 2))
    );
    let height = (2, 4);
    assert_eq!(
        Layer::Cropping2d(Cropping2d { height, width }).output(image),
        Err(Misfit::NothingLeft(0, 6))
    );
    let (steps, sequence) = ((1, 2), Shape::Sequence(5, 2));
    assert_eq!(
        Layer::ZeroPadding1d(ZeroPadding1d { steps }).output(sequence),
        Ok(Shape::Sequence(8, 2))
    );
    assert_eq!(
        Layer::Cropping1d(Cropping1d { steps }).output(sequence),
        Ok(Shape::Sequence(2, 2))
    );
    let steps = (usize::MAX, usize::MAX);
    assert_eq!(
        Layer::ZeroPadding1d(ZeroPadding1d { steps }).output(sequence),
        Err(Misfit::TooLarge)
    );
    assert_eq!(
        Layer::Cropping1d(Cropping1d { steps }).output(sequence),
        Err(Misfit::NothingLeft(0, usize::MAX))
    );
}

#[test]
fn repeating() {
    let repeat = |n| Layer::RepeatVector(RepeatVector { n });
    assert_eq!(repeat(3).output(Shape::Vector(4)), Ok(Shape::Sequence(3, 4)));
    assert_eq!(repeat(3).output(Shape::Sequence(4, 1)), Err(Misfit::NeedsVector));
    assert_eq!(
        Layer::UpSampling1d(UpSampling1d { size: 2 }).output(Shape::Sequence(4, 3)),
        Ok(Shape::Sequence(8, 3))
    );
    let up = |size| Layer::UpSampling2d(UpSampling2d { size });
    assert_eq!(up((2, 3)).output(Shape::Image(4, 5, 1)), Ok(Shape::Image(8, 15, 1)));
    assert_eq!(up((usize::MAX, 3)).output(Shape::Image(4, 5, 1)), Err(Misfit::TooLarge));
}

#[test]
fn normalising_keeps_the_shape() {
    let over = |axes, center, scale| Layer::NormalizationOverAxes(NormalizationOverAxes { axes, center, scale });
    let image = Shape::Image(4, 5, 6);
    let last = over([-1, 0, 0], true, true);
    assert_eq!(last.output(image), Ok(image));
    assert_eq!((last.parameters(image), last.derived(&[image])), (Some(12), 6));
    let all = over([1, 2, -1], false, true);
    assert_eq!((all.parameters(image), all.derived(&[image])), (Some(120), 120));
    assert_eq!(
        over([2, 0, 0], true, true).output(Shape::Vector(3)),
        Err(Misfit::NoSuchAxis(2))
    );
    let groups = |groups| {
        Layer::GroupNormalization(GroupNormalization {
            groups,
            center: true,
            scale: false,
        })
    };
    assert_eq!(groups(3).output(image), Ok(image));
    assert_eq!(groups(3).parameters(image), Some(6));
    assert_eq!(groups(4).output(image), Err(Misfit::UnevenGroups(4)));
    assert_eq!(groups(0).output(image), Err(Misfit::Zero(Argument::Layer)));
}
