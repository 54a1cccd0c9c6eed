//! Files that were damaged on the way.

use super::{Trained, fit};
use crate::errors::Errors;
use crate::model::Model;
use crate::{check, lower, parse};

const MODEL: &str = r#"struct A { Input<2>, Dense<2, Relu>, Dense<1> } weights = "a", convert = true"#;

fn fitted(model: &Model, bytes: &[u8]) -> Result<Trained, String> {
    let mut errors = Errors::new();
    let outputs = check::model(model, &mut errors);
    assert!(errors.finish().is_empty());
    fit(model, &outputs, model.weights.as_ref().expect("weights"), bytes)
}

fn model() -> Model {
    let mut errors = Errors::new();
    let source = parse::sequential(MODEL.parse().expect("tokens"), &mut errors).expect("a model");
    let model = lower::lower(source, &mut errors);
    assert!(errors.finish().is_empty());
    model
}

fn file(header: &str) -> Vec<u8> {
    let data: Vec<u8> = (0..36).collect();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
}

#[test]
fn every_byte_cut_or_flipped() {
    let model = model();
    let whole = file(concat!(
        r#"{"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#,
        r#""0.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"#,
        r#""2.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[24,32]},"#,
        r#""2.bias":{"dtype":"F32","shape":[1],"data_offsets":[32,36]}}"#,
    ));
    let trained = fitted(&model, &whole).expect("a whole file");
    let data = whole.len() - 36;
    // The first kernel is transposed, the rest is as it was.
    let bytes = trained.bytes.as_ref().expect("bytes in another order");
    assert_eq!(bytes[..8], [0, 1, 2, 3, 8, 9, 10, 11]);
    assert_eq!(bytes[16..], whole[data + 16..]);
    assert_eq!(trained.layers, [vec![(0, 4), (16, 2)], vec![(24, 2), (32, 1)]]);
    for length in 0..whole.len() {
        assert!(fitted(&model, &whole[..length]).is_err(), "{length}");
    }
    for place in 0..whole.len() {
        for flip in [1, 2, 4, 16, 0x20, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[place] ^= flip;
            let found = fitted(&model, &damaged);
            if let Ok(found) = found
                && place >= data
            {
                assert!(found != trained, "{place}");
            }
        }
    }
}
