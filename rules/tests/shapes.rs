//! Each rule against sizes worked out by hand or taken from Keras.

use layerproof_rules::{Argument, LARGEST, Layer, Misfit, Padding, Shape};

fn conv2d(filters: usize, kernel_size: (usize, usize), strides: (usize, usize), padding: Padding) -> Layer {
    Layer::Conv2d {
        filters,
        kernel_size,
        strides,
        padding,
        use_bias: true,
        softmax: false,
    }
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

#[test]
fn pooling_keeps_channels() {
    let pool = |padding| Layer::MaxPooling2d {
        pool_size: (2, 2),
        strides: (2, 2),
        padding,
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
        Layer::GlobalAveragePooling2d.output(Shape::Image(7, 9, 3)),
        Ok(Shape::Vector(3))
    );
    assert_eq!(
        Layer::GlobalAveragePooling2d.output(Shape::Sequence(7, 9)),
        Err(Misfit::NeedsImage)
    );
}

#[test]
fn dense_takes_vectors_alone() {
    let dense = Layer::Dense {
        units: 8,
        use_bias: false,
        softmax: true,
    };
    assert_eq!(dense.output(Shape::Vector(3)), Ok(Shape::Vector(8)));
    assert_eq!(dense.parameters(Shape::Vector(3)), Some(24));
    assert_eq!(dense.output(Shape::Sequence(3, 8)), Err(Misfit::NeedsVector));
    let lonely = Layer::Dense {
        units: 1,
        use_bias: true,
        softmax: true,
    };
    assert_eq!(lonely.output(Shape::Vector(3)), Err(Misfit::SoftmaxOfOne));
    assert_eq!(lonely.parameters(Shape::Vector(3)), Some(4));
}

#[test]
fn reshaping_keeps_the_number_of_values() {
    assert_eq!(Layer::Flatten.output(Shape::Image(2, 3, 4)), Ok(Shape::Vector(24)));
    assert_eq!(
        Layer::Reshape(Shape::Sequence(6, 4)).output(Shape::Image(2, 3, 4)),
        Ok(Shape::Sequence(6, 4))
    );
    assert_eq!(
        Layer::Reshape(Shape::Vector(23)).output(Shape::Image(2, 3, 4)),
        Err(Misfit::OtherNumberOfValues(Shape::Vector(23)))
    );
    assert_eq!(
        Layer::Reshape(Shape::Vector(0)).output(Shape::Vector(1)),
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
            let _ = Layer::Flatten.output(shape);
            let _ = Layer::Dense {
                units: height,
                use_bias: true,
                softmax: false,
            }
            .output(Shape::Vector(width));
        }
    }
    let dense = Layer::Dense {
        units: 1,
        use_bias: true,
        softmax: false,
    };
    assert_eq!(dense.output(Shape::Vector(usize::MAX)), Err(Misfit::TooLarge));
}
