"""Transformers."""

from initlab.initializers.fans import Fans, embedding, packed
from tests.initializers.hand_worked.worked import Worked

GLOROT = 0.05345224838248488  # √(2/700)
CUT = 0.017592513220684795  # 0.02 · 0.87962566, see keras_truncated
ENTRIES = (300, 400)  # of width 400
WIDTH = embedding(ENTRIES)


def four(scheme, parameters, rms):
    """One number for the four projections that a scheme scales alike."""
    roles = ("value", "attention_output", "feed_forward_in", "feed_forward_out")
    return tuple(Worked(f"{scheme}.{role}{parameters}", rms) for role in roles)


NUMBERS = (
    Worked("t_fixup", GLOROT),
    *four("t_fixup", "", 0.022882473491999948),  # N = 6: 0.67 √(2/700) / 6^¼
    *four("t_fixup", ":layers=81", 0.011937668805421623),  # 81^¼ = 3: 0.67/3 √(2/700)
    # 1/√400 over (9 · 6)^¼ = 2.7108060
    Worked("t_fixup.embedding", 0.018444698661672027, ENTRIES, WIDTH),
    Worked("t_fixup_decoder", GLOROT),
    *four("t_fixup_decoder", "", 0.019718212284075591),  # √(2/700) / 54^¼
    *four("t_fixup_decoder", ":layers=9", 0.01781741612749496),  # 81^¼ = 3: √(2/700) / 3
    Worked("t_fixup_decoder.embedding", 0.018444698661672027, ENTRIES, WIDTH),
    Worked("deep_norm", GLOROT),
    *four("deep_norm", "", 0.017076472755223842),  # N = 12: √(2/700) / 96^¼
    *four("deep_norm", ":layers=2", 0.02672612419124244),  # 16^¼ = 2: √(2/700) / 2
    Worked("deep_norm_encoder", GLOROT),
    *four("deep_norm_encoder", "", 0.026565192341131363),  # 0.87 √(2/700) / (6⁴ 6)^1/16
    # TorchScale's factor, at 16 encoder layers and 1 of the decoder: 1.15 √(2/700) / 2
    *four("deep_norm_encoder", ":factor=1.15,layers=16,decoder_layers=1", 0.030735042819928806),
    # The two depths are not alike: 1 and 65 536 = 2^16 give 0.87 √(2/700) / 2
    *four("deep_norm_encoder", ":layers=1,decoder_layers=65536", 0.023251728046380923),
    Worked("deep_norm_decoder", GLOROT),
    *four("deep_norm_decoder", "", 0.018349864164367455),  # M = 6: √(2/700) / 72^¼
    Worked("sub_ln", GLOROT),
    *four("sub_ln", "", 0.095289841016732368),  # √(2/700) √ln 24
    Worked("sub_ln_encoder", GLOROT),
    *four("sub_ln_encoder", "", 0.082706042858373165),  # √(2/700) √(ln 18 ln 12 / 3)
    Worked("sub_ln_decoder", GLOROT),
    *four("sub_ln_decoder", "", 0.090874666560931438),  # √(2/700) √ln 18
    Worked("gpt_2", 0.02),
    Worked("gpt_2.attention_output", 0.0040824829046386302),  # 0.02 / √24
    Worked("gpt_2.feed_forward_out", 0.0040824829046386302),
    Worked("gpt_2.feed_forward_out:layers=50", 0.002),  # 0.02 / √100
    Worked("gpt_2.embedding", 0.02),
    Worked("gpt_2.position", 0.02),
    Worked("small_init", 0.036514837167011074),  # √(2/(5 · 300))
    Worked("small_init.feed_forward_out", 0.031622776601683793),  # width 400: √(2/(5 · 400))
    Worked("small_init.embedding", 0.031622776601683793, ENTRIES, WIDTH),
    Worked("gpt_neox", 0.036514837167011074),
    Worked("gpt_neox.attention_output", 0.008333333333333333),  # 2 / (12 √400)
    Worked("gpt_neox.feed_forward_out", 0.008333333333333333),
    Worked("gpt_neox.embedding", 0.031622776601683793, ENTRIES, WIDTH),
    Worked("mitchell", 0.05773502691896258),  # 1/√300
    Worked("mitchell.attention_output", 0.040824829046386302),  # layer 1: 1/√(2 · 300)
    Worked("mitchell.feed_forward_out", 0.040824829046386302),
    Worked("mitchell.feed_forward_out:layer=8", 0.014433756729740644),  # 1/√(16 · 300)
    Worked("mitchell.embedding", 0.05, ENTRIES, WIDTH),  # 1/√400
    Worked("torchtitan", 0.02),
    Worked("torchtitan.attention_output", 0.01414213562373095),  # layer 1: 0.02/√2
    Worked("torchtitan.feed_forward_out", 0.01414213562373095),
    Worked("torchtitan.feed_forward_out:layer=50", 0.002),  # 0.02/√100
    Worked("torchtitan.embedding", 1.0),
    Worked("torchtitan.head", 0.05773502691896258),
    Worked("ds_init", GLOROT),  # layer 1
    Worked("ds_init:layer=4", 0.02672612419124244),  # √(2/700) / √4
    Worked("ds_init:layer=16,power=-0.25", 0.02672612419124244),  # its code: √(2/700) / 16^¼
    Worked("bert", CUT),
    Worked("bert.embedding", CUT),
    Worked("bert.position", CUT),
    Worked("vit", GLOROT),
    Worked("vit.patch", 0.05773502691896258),
    Worked("vit.position", 0.02),
    Worked("vit.head", 0.0),
    Worked("vit.feed_forward_bias", 1e-6, (40_000,), Fans(300, 400)),
    Worked("dit", GLOROT),
    Worked("dit.gate", 0.0),
    Worked("dit.head", 0.0),
    Worked("dit.embedding", 0.02),
    Worked("t5", 0.05773502691896258),
    Worked("t5.query", 0.0072168783648703221),  # 1/√(300 · 64)
    Worked("t5.embedding", 1.0),
    Worked("t5.head", 1.0),
    Worked("switch", 0.018257418583505537),  # √(0.1/300)
    Worked("fairseq_attention", 0.037796447300922723),  # √(2/700) / √2
    # The pack's own Glorot: (1200, 400) is 2/1600, and 2/(400 + 400)/2 for each part.
    Worked("fairseq_attention", 0.035355339059327376, (1200, 400), packed((1200, 400), 3)),
    Worked("fairseq_attention.attention_output", GLOROT),
)
