package io.p2p.autoconfigure.actuate;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code management.endpoint.p2p}.
 *
 * @param showValues when to show what peers are known by: principal, address and data
 * @param roles roles of those who are shown it when authorized; anybody who is
 * authenticated if empty
 * @since 0.1.0
 */
@ConfigurationProperties("management.endpoint.p2p")
public record P2pEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
