//! Models through serde: a map from tensor names to flat numbers.

use layerproof::prelude::*;
use layerproof::weights::Fill;
use serde::de::DeserializeSeed;
use serde_json::{Value, json};

type Small = sequential!(Input<2>, Dense<3, Relu>, Dense<1, Sigmoid>);

sequential! {
    struct Named {
        Input<2>,
        hidden: Dense<3, Relu, use_bias = false>,
        Dense<1, Sigmoid>,
    }
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Settings {
    model: Small,
    threshold: f32,
}

fn model() -> Small {
    Small::random(&mut SmallRng::seed_from_u64(7))
}

#[test]
fn a_model_is_a_readable_map() {
    let value = serde_json::to_value(Small::zeros()).unwrap();
    let wanted = json!({
        "dense_1.kernel": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        "dense_1.bias": [0.0, 0.0, 0.0],
        "dense_2.kernel": [0.0, 0.0, 0.0],
        "dense_2.bias": [0.0],
    });
    assert_eq!(value, wanted);
}

#[test]
fn models_come_back_from_text_and_from_bytes() {
    let model = model();
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<Small>(&text).unwrap(), model);
    let bytes = postcard::to_allocvec(&model).unwrap();
    assert_eq!(postcard::from_bytes::<Small>(&bytes).unwrap(), model);
    // Order is the file's business.
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_value::<Small>(value).unwrap(), model);

    let settings = Settings { model, threshold: 0.25 };
    let bytes = postcard::to_allocvec(&settings).unwrap();
    assert_eq!(postcard::from_bytes::<Settings>(&bytes).unwrap(), settings);
}

#[test]
fn an_item_has_the_names_that_were_written() {
    let model = Named::random(&mut SmallRng::seed_from_u64(7));
    let value = serde_json::to_value(model).unwrap();
    let mut names: Vec<_> = value.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["dense_1.bias", "dense_1.kernel", "hidden.kernel"]);
    assert_eq!(serde_json::from_value::<Named>(value).unwrap(), model);
}

#[test]
fn one_error_lists_everything_that_does_not_fit() {
    let text = json!({
        "dense_1.kernel": [1.0, 2.0],
        "dense_2.kernel": [1.0, 2.0, 3.0, 4.0],
        "dense_2.bias": [1.0],
        "dense_3.kernel": [1.0, 2.0],
    });
    let error = serde_json::from_value::<Small>(text).unwrap_err().to_string();
    assert_eq!(
        error,
        "the weights do not fit the model:
  dense_1.kernel: expected 6 numbers, shape (2, 3), found 2
  dense_1.bias: expected F32 (3), found no such tensor
  dense_2.kernel: expected 3 numbers, shape (3, 1), found 4
  dense_3.kernel: expected no such tensor, found 2 numbers"
    );
    let twice = r#"{"dense_1.bias": [0, 0, 0], "dense_1.bias": [0, 0, 0]}"#;
    let error = serde_json::from_str::<Small>(twice).unwrap_err().to_string();
    assert!(error.starts_with("the tensor dense_1.bias is there twice"), "{error}");
    let error = serde_json::from_str::<Small>("[1, 2]").unwrap_err().to_string();
    assert!(error.contains("expected a map from tensor names to numbers"), "{error}");
}

#[test]
fn a_nan_is_refused() {
    let mut model = model();
    Small::parameters_mut([&mut model], &mut |_, _, [values]: [&mut [f32]; 1]| {
        values[0] = f32::NAN;
    });
    let bytes = postcard::to_allocvec(&model).unwrap();
    let mut place = Small::zeros();
    let error = Fill(&mut place)
        .deserialize(&mut postcard::Deserializer::from_bytes(&bytes))
        .unwrap_err();
    // Postcard's error keeps no text.
    assert_eq!(error, postcard::Error::SerdeDeCustom);
    assert_eq!(place, Small::zeros(), "a failed read changes nothing");
}

#[test]
fn a_model_in_place_is_filled() {
    let model = model();
    let text = serde_json::to_string(&model).unwrap();
    let mut place = Small::boxed_zeros();
    Fill(&mut *place)
        .deserialize(&mut serde_json::Deserializer::from_str(&text))
        .unwrap();
    assert_eq!(*place, model);
}
